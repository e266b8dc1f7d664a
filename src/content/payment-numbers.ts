/** What stands where a number was. */
export const takenOut = '[number taken out]'

/** Digits as people type them, in any script, in groups parted by single signs. */
const run = /\p{Nd}(?:[ \u00a0\u2009\u202f.\-–_/]{0,2}\p{Nd}){12,59}/gu
/** Sort code and account of a British bank, whichever comes first, with few words between them. */
const sortFirst =
  /(?<!\p{Nd})\p{Nd}{2}([ \-–])\p{Nd}{2}\1\p{Nd}{2}(?!\p{Nd})\P{Nd}{0,40}(?<!\p{Nd})\p{Nd}{4}[ \-–]?\p{Nd}{4}(?!\p{Nd})/gu
const accountFirst =
  /(?<!\p{Nd})\p{Nd}{8}(?!\p{Nd})\P{Nd}{0,40}(?<!\p{Nd})\p{Nd}{2}([ \-–])\p{Nd}{2}\1\p{Nd}{2}(?!\p{Nd})/gu
const named = /sort[ -]?code\P{Nd}{0,10}\p{Nd}{6}(?!\p{Nd})\P{Nd}{0,40}\p{Nd}{8}(?!\p{Nd})/giu
const side = /(?<!\p{Nd})\p{Nd}{6}[ \-–/,]{1,3}\p{Nd}{8}(?!\p{Nd})/gu

/** Each script has its ten digits in a row, from nought; those of mathematics stand row behind row. */
function digitValue(digit: string): number {
  let code = digit.codePointAt(0) ?? 0
  if (code < 0x80) return code - 48
  if (code >= 0x1d7ce && code <= 0x1d7ff) return (code - 0x1d7ce) % 10
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - 1))) {
    code -= 1
    value += 1
  }
  return value
}

/** The check digit of payment cards (ISO/IEC 7812-1, annex B). */
function isLuhn(digits: readonly number[]): boolean {
  const sum = digits.reduceRight((total, digit, at) => {
    const isDoubled = (digits.length - at) % 2 === 0
    const doubled = digit * 2 > 9 ? digit * 2 - 9 : digit * 2
    return total + (isDoubled ? doubled : digit)
  }, 0)
  return sum % 10 === 0 && digits.some((digit) => digit > 0)
}

interface Digit {
  value: number
  /** UTF-16 units in the run: where it begins and ends. */
  from: number
  to: number
}

function digitsOf(text: string): Digit[] {
  return [...text.matchAll(/\p{Nd}/gu)].map(({ 0: digit, index }) => ({
    value: digitValue(digit),
    from: index,
    to: index + digit.length,
  }))
}

/** Where a card's number stands in the run: from the beginning of a group to the end of one, so that a date before it hides nothing. */
function maskRun(text: string): string {
  const digits = digitsOf(text)
  const begins = (at: number) => at === 0 || digits[at - 1]?.to !== digits[at]?.from
  const ends = (at: number) => at === digits.length || digits[at - 1]?.to !== digits[at]?.from
  for (let first = 0; first + 13 <= digits.length; first += 1)
    for (let last = Math.min(digits.length, first + 19); begins(first) && last >= first + 13; last -= 1) {
      const part = digits.slice(first, last)
      if (!ends(last) || !isLuhn(part.map(({ value }) => value))) continue
      const after = text.slice(part.at(-1)?.to)
      return text.slice(0, part[0]?.from) + takenOut + maskIn(after)
    }
  return text
}

function maskIn(text: string): string {
  return text.replace(run, maskRun)
}

/** What follows an address is part of it: numbers of posts and parcels are as long as those of cards. */
const address = /https?:\/\/[^\s<>"]+/giu

function maskWords(text: string): string {
  return [sortFirst, accountFirst, named, side].reduce(
    (rest, pattern) => rest.replace(pattern, takenOut),
    maskIn(text),
  )
}

/**
 * N10: card numbers (13 to 19 digits with a right check digit) and sort codes with their account are taken out before
 * anything is stored. Web addresses stay.
 */
export function maskPaymentNumbers(text: string): string {
  let masked = ''
  let end = 0
  for (const { 0: found, index } of text.matchAll(address)) {
    masked += maskWords(text.slice(end, index)) + found
    end = index + found.length
  }
  return masked + maskWords(text.slice(end))
}

/** Was something taken out of it? */
export function isMasked(text: string): boolean {
  return text.includes(takenOut)
}
