/** Letters that are not a base letter with a mark. */
const letters: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ŧ: 't',
  ŋ: 'ng',
  ı: 'i',
  ĸ: 'k',
  ſ: 's',
}
const special = new RegExp(`[${Object.keys(letters).join('')}]`, 'g')

/**
 * Two texts that people would call the same become the same: case, accents, width, invisible signs and spaces are
 * evened out. Marks of scripts where they carry the vowels are kept.
 */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036F]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\u0300-\u036F]/g, '')
    .replace(special, (letter) => letters[letter] ?? letter)
    .replace(/[\p{Cf}\p{Cc}]/gu, (sign) => (/\s/.test(sign) ? ' ' : ''))
    .replace(/\s+/g, ' ')
    .trim()
}
