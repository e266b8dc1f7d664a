import { createHash } from 'node:crypto'
import { Types } from 'mongoose'
import { highestNumber, reachNumber } from './numbers.ts'

/** What makes a record a link of a chain: each seals what it says together with the hash of the one before. */
export interface Link {
  _id: Types.ObjectId
  /** 1, 2, 3 and so on, without a gap. */
  number: number
  /** The hash of the link before; empty on the first. */
  previous: string
  hash: string
}

/** What a chain asks of the file that stores its records. */
export interface ChainHome<Fact, Row extends Link> {
  /** The sequence in `counters` that remembers how far the chain has come, so that a missing end shows. */
  sequence: string
  /** The fields under the seal, in the order in which they are hashed. */
  sealed: readonly (keyof Row)[]
  /** Under the seal, too, where a record has them: older ones, which were sealed before there were such, stay whole. */
  sealedIfThere?: readonly (keyof Row)[]
  /** All that a record has but its place in the chain. */
  complete(fact: Fact): Omit<Row, keyof Link>
  newest(): Promise<Pick<Link, 'number' | 'hash'> | null>
  /** In this order, up to the first that clashes with a unique index. */
  insert(rows: Row[]): Promise<unknown>
  countStored(ids: Types.ObjectId[]): Promise<number>
  /** Where a fact may come twice: the record it has already. */
  findKnown?(fact: Fact): Promise<Row | null>
}

/** SHA-256 over the JSON of the values, in base64url; what is not there counts as null. */
export function sealOf<Row extends Link>(
  sealed: readonly (keyof Row)[],
  row: Omit<Row, '_id' | 'hash'>,
  sealedIfThere: readonly (keyof Row)[] = [],
): string {
  const given = row as Partial<Row>
  const values: unknown[] = sealed.map((name) => given[name] ?? null)
  // Named, so that one cannot be taken for another.
  for (const name of sealedIfThere) if (given[name] != null) values.push([name, given[name]])
  return createHash('sha256').update(JSON.stringify(values)).digest('base64url')
}

interface Waiting<Fact, Row> {
  fact: Fact
  resolve(row: Row): void
  reject(fault: unknown): void
}

/**
 * Appends to the chain. Stored, journalled, when it resolves. What comes in while the last records are written goes in
 * together: a chain has one end, so writers would queue.
 */
export function makeAppend<Fact, Row extends Link>(home: ChainHome<Fact, Row>): (fact: Fact) => Promise<Row> {
  const waiting: Waiting<Fact, Row>[] = []
  let isWriting = false

  async function writeWaiting(): Promise<void> {
    isWriting = true
    while (waiting.length > 0) {
      const batch = waiting.splice(0, 100)
      try {
        await writeBatch(home, batch)
      } catch (fault) {
        for (const { reject } of batch) reject(fault)
      }
    }
    isWriting = false
  }

  return (fact) => {
    const { promise, resolve, reject } = Promise.withResolvers<Row>()
    waiting.push({ fact, resolve, reject })
    if (!isWriting) void writeWaiting()
    return promise
  }
}

async function writeBatch<Fact, Row extends Link>(
  home: ChainHome<Fact, Row>,
  batch: Waiting<Fact, Row>[],
): Promise<void> {
  let open = batch
  while (open.length > 0) {
    open = await settleKnown(home, open)
    const rows = await linkRows(home, open)
    const stored = await insertRows(home, rows)
    const last = rows[stored - 1]
    if (last) await reachNumber(home.sequence, last.number)
    for (const [index, row] of rows.slice(0, stored).entries()) open[index]?.resolve(row)
    open = open.slice(stored)
  }
}

async function settleKnown<Fact, Row extends Link>(
  { findKnown, sequence }: ChainHome<Fact, Row>,
  open: Waiting<Fact, Row>[],
): Promise<Waiting<Fact, Row>[]> {
  if (!findKnown) return open
  const known = await Promise.all(open.map(({ fact }) => findKnown(fact)))
  for (const [index, row] of known.entries()) {
    if (!row) continue
    // Whoever wrote it may have died before the number was remembered.
    await reachNumber(sequence, row.number)
    open[index]?.resolve(row)
  }
  return open.filter((_, index) => !known[index])
}

async function linkRows<Fact, Row extends Link>(
  home: ChainHome<Fact, Row>,
  open: Waiting<Fact, Row>[],
): Promise<Row[]> {
  // In this order: read the other way round, a record of another process could come in between and look cut off.
  const reached = await highestNumber(home.sequence)
  const last = await home.newest()
  // After a cut the number goes on where it was, so that the hole stays to be seen.
  let number = Math.max(last?.number ?? 0, reached)
  let previous = last?.hash ?? ''
  return open.map(({ fact }) => {
    number += 1
    const row = { ...home.complete(fact), number, previous } as unknown as Omit<Row, '_id' | 'hash'>
    previous = sealOf(home.sealed, row, home.sealedIfThere)
    return { ...row, _id: new Types.ObjectId(), hash: previous } as Row
  })
}

/** @returns how many went in, from the first; the rest clashed: another process was quicker, or wrote the same. */
async function insertRows<Fact, Row extends Link>(home: ChainHome<Fact, Row>, rows: Row[]): Promise<number> {
  try {
    if (rows.length > 0) await home.insert(rows)
    return rows.length
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error
    return home.countStored(rows.map(({ _id }) => _id))
  }
}
