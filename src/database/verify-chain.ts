import { type ChainHome, type Link, sealOf } from './chain.ts'
import { highestNumber } from './numbers.ts'

export interface Verified {
  /** How many records were found in order. */
  count: number
  /** The first record that is wrong, or that is missing at the end. */
  fault?: { number: number; why: string }
}

interface Walk<Row> {
  /** All records, by rising number. */
  rows: AsyncIterable<Row>
  /** Does each record stay for good? Else the oldest ones reach the end of their time, and it begins at the oldest left. */
  isWhole: boolean
}

/**
 * Walks the chain and stops at the first record that was altered, moved or put in, or before which one is missing.
 *
 * It cannot see: what was written anew from some place to the end, by somebody who can write to the database and counts
 * the hashes again – whoever noted a later hash before can; and, where the oldest records may go, that they went early.
 */
export async function verifyChain<Fact, Row extends Link>(
  { sequence, sealed, sealedIfThere }: Pick<ChainHome<Fact, Row>, 'sequence' | 'sealed' | 'sealedIfThere'>,
  { rows, isWhole }: Walk<Row>,
): Promise<Verified> {
  // Before the records: what is appended meanwhile must not look cut off.
  const reached = await highestNumber(sequence)
  let before: Pick<Link, 'number' | 'hash'> | undefined = isWhole ? { number: 0, hash: '' } : undefined
  let count = 0
  for await (const row of rows) {
    const why =
      whatIsWrong(row, before) ?? (sealOf(sealed, row, sealedIfThere) === row.hash ? undefined : altered)
    if (why) return { count, fault: { number: numberOf(row, before), why } }
    before = row
    count += 1
  }
  if (before && before.number < reached)
    return {
      count,
      fault: { number: before.number + 1, why: `missing at the end: there were ${reached} once` },
    }
  return { count }
}

const altered = 'altered: its hash does not follow from what it says'

function whatIsWrong(row: Link, before: Pick<Link, 'number' | 'hash'> | undefined): string | undefined {
  if (!Number.isSafeInteger(row.number)) return 'its number is no number'
  if (!before) return undefined
  if (row.number !== before.number + 1)
    return row.number > before.number + 1
      ? `number ${before.number + 1}, which came before it, is missing`
      : 'its number is there twice'
  if (row.previous !== before.hash) return 'it does not name the hash of the one before it'
  return undefined
}

function numberOf(row: Link, before: Pick<Link, 'number'> | undefined): number {
  return Number.isSafeInteger(row.number) ? row.number : (before?.number ?? 0) + 1
}
