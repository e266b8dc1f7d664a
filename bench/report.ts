interface Row {
  what: string
  found: string
  wanted: string
  isKept: boolean
  /** The number that was found. */
  value: number
}

const rows: Row[] = []
const rounded = (n: number) => (n >= 100 ? Math.round(n).toLocaleString('en-GB') : n.toFixed(2))

function add(row: Row): void {
  rows.push(row)
  process.stdout.write(
    `${row.isKept ? 'kept  ' : 'MISSED'} ${row.what}: ${row.found} (wanted ${row.wanted})\n`,
  )
}

export function atLeast(
  what: string,
  found: { ours: number; baseline: number; ratio: number },
  least: number,
): void {
  const words = `${rounded(found.ratio)} = ${rounded(found.ours)} ÷ ${rounded(found.baseline)}`
  add({ what, found: words, wanted: `at least ${least}`, isKept: found.ratio >= least, value: found.ratio })
}

export function atMost(what: string, found: number, most: number): void {
  add({ what, found: rounded(found), wanted: `at most ${most}`, isKept: found <= most, value: found })
}

/** What was found, by what it is about. */
export function foundValues(): Record<string, number> {
  return Object.fromEntries(rows.map(({ what, value }) => [what, value]))
}

/** @returns whether every target was kept */
export function printReport(): boolean {
  const missed = rows.filter((row) => !row.isKept)
  process.stdout.write(`\n${rows.length - missed.length} of ${rows.length} targets kept.\n`)
  for (const row of missed)
    process.stdout.write(`  missed: ${row.what}: ${row.found}, wanted ${row.wanted}\n`)
  return missed.length === 0
}
