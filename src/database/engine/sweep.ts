/** Runs one command against one database: through the host's engine, or through the driver in a test. */
export type RunCommand = (
  database: string,
  command: Record<string, unknown>,
) => Promise<Record<string, unknown>>

interface TtlIndex {
  name: string
  field: string
  seconds: number
  filter: Record<string, unknown>
  isHidden: boolean
}

const batchMs = 10_000

/**
 * Deletes what its TTL index says is over. The engine accepts such indexes but has nothing that acts on them.
 * @param at the time to judge by.
 * @returns how many documents went.
 */
export async function sweepDatabase(run: RunCommand, database: string, at: Date): Promise<number> {
  let gone = 0
  const faults: unknown[] = []
  const listed = { listCollections: 1, nameOnly: true, filter: { type: 'collection' } }
  for (const { name } of await list(run, database, listed)) {
    if (typeof name !== 'string' || name.startsWith('system.')) continue
    try {
      for (const index of (await list(run, database, { listIndexes: name })).flatMap(readTtl))
        gone += await deleteExpired(run, database, name, index, at)
    } catch (fault) {
      // One collection that was dropped meanwhile, or has too much to delete in one go, must not keep the others.
      faults.push(fault)
    }
  }
  if (faults.length > 0) throw new AggregateError(faults, `Sweeping ${database} is not complete.`)
  return gone
}

/** Every database there is. */
export async function sweepAll(run: RunCommand, at: Date): Promise<number> {
  let gone = 0
  const { databases } = await run('admin', { listDatabases: 1, nameOnly: true })
  if (!Array.isArray(databases)) return 0
  for (const { name } of databases)
    if (!['admin', 'config', 'local'].includes(name)) gone += await sweepDatabase(run, name, at)
  return gone
}

async function list(run: RunCommand, database: string, command: Record<string, unknown>) {
  const found: Record<string, unknown>[] = []
  let reply = await run(database, { ...command, cursor: {} })
  while (isRecord(reply.cursor)) {
    const { cursor } = reply
    const batch = cursor.firstBatch ?? cursor.nextBatch
    if (Array.isArray(batch)) found.push(...batch.filter(isRecord))
    if (!cursor.id || String(cursor.id) === '0') break
    const collection = String(cursor.ns).slice(database.length + 1)
    reply = await run(database, { getMore: cursor.id, collection })
  }
  return found
}

function readTtl(index: Record<string, unknown>): TtlIndex[] {
  const { name, key, expireAfterSeconds, partialFilterExpression, hidden } = index
  const [field, ...more] = isRecord(key) ? Object.keys(key) : []
  if (typeof name !== 'string' || !field || more.length > 0) return []
  const seconds = Number(expireAfterSeconds)
  if (expireAfterSeconds === undefined || !Number.isFinite(seconds)) return []
  const filter = isRecord(partialFilterExpression) ? partialFilterExpression : {}
  return [{ name, field, seconds, filter, isHidden: hidden === true }]
}

async function deleteExpired(
  run: RunCommand,
  database: string,
  collection: string,
  { name, field, seconds, filter, isHidden }: TtlIndex,
  at: Date,
): Promise<number> {
  const before = new Date(at.getTime() - seconds * 1000)
  const q = { $and: [{ [field]: { $lt: before } }, filter] }
  const deletion = isHidden ? { q, limit: 0 } : { q, limit: 0, hint: name }
  const reply = await run(database, { delete: collection, deletes: [deletion], maxTimeMS: batchMs })
  return Number(reply.n ?? 0)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
