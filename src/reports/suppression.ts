/** Below this a number could point at somebody (N13). */
export const FEWEST = 10
/** Totals are rounded to it, so that what is hidden cannot be worked out from what is shown. */
const STEP = 5

export interface Cell {
  name: string
  count: number
}

export interface ShownTable {
  cells: { name: string; shown: string }[]
  total: string
}

const roundTotal = (n: number) => Math.round(n / STEP) * STEP

interface Range {
  least: number
  most: number
}

/** What a reader knows of a hidden number: why it is hidden is told. */
const rangeOf = (count: number): Range =>
  count < FEWEST ? { least: 1, most: FEWEST - 1 } : { least: FEWEST, most: Number.POSITIVE_INFINITY }

/** Whether somebody who reads the table could work out one of the hidden numbers. */
export function isGivenAway(hidden: readonly number[], visible: number, total: number): boolean {
  const slack = Math.floor(STEP / 2)
  const [least, most] = [total - slack - visible, total + slack - visible]
  const ranges = hidden.map(rangeOf)
  return ranges.some((own, at) => {
    const others = ranges.filter((_, index) => index !== at)
    const lowest = Math.max(own.least, least - others.reduce((sum, other) => sum + other.most, 0))
    const highest = Math.min(own.most, most - others.reduce((sum, other) => sum + other.least, 0))
    return highest - lowest < 1
  })
}

/**
 * A table of one kind of thing, made so that no hidden number has fewer than two values that fit: small ones are not told, and
 * where the rounded total would give one away, the next larger goes too, in the end the total itself. Nothing is told by a zero.
 */
export function showTable(cells: readonly Cell[]): ShownTable {
  const sum = cells.reduce((all, { count }) => all + count, 0)
  const total = roundTotal(sum)
  const isSmall = ({ count }: Cell) => count > 0 && count < FEWEST
  const hidden = new Set(cells.filter(isSmall))
  const rest = cells.filter((cell) => cell.count > 0 && !hidden.has(cell)).sort((a, b) => a.count - b.count)
  const counts = () => [...hidden].map(({ count }) => count)
  const visible = () => cells.reduce((all, cell) => all + (hidden.has(cell) ? 0 : cell.count), 0)
  let isTotalTold = sum === 0 || sum >= FEWEST
  while (isTotalTold && isGivenAway(counts(), visible(), total)) {
    const next = rest.shift()
    if (next) hidden.add(next)
    else isTotalTold = false
  }
  return {
    cells: cells.map((cell) => ({
      name: cell.name,
      shown: hidden.has(cell) ? (isSmall(cell) ? `fewer than ${FEWEST}` : 'not told') : String(cell.count),
    })),
    total: isTotalTold ? (sum === 0 ? '0' : `about ${total}`) : 'not told',
  }
}
