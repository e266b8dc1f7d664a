import { closeSync, openSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { MongoClient } from 'mongodb'

/** More are quicker dropped with their collections than deleted one by one. */
const mostToDelete = 2000

/**
 * To make fifty collections and their indexes takes longer than many a test file: so a database goes from file to file,
 * never to two at once. Who ends without a word keeps it, and the next one gets another.
 * @param socket of the run's one engine
 * @returns the database's name
 */
export function borrowDatabase(socket: string): string {
  for (let number = 1; ; number += 1) {
    const mark = join(dirname(socket), `borrowed-${number}`)
    if (!isFree(mark)) continue
    process.once('exit', () => rmSync(mark, { force: true }))
    return `test-${number}-forum`
  }
}

function isFree(file: string): boolean {
  try {
    closeSync(openSync(file, 'wx'))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Before use, and not after it: whatever the last file still wrote at its end goes, too. Indexes stay. */
export async function emptyDatabase(uri: string): Promise<void> {
  const client = await MongoClient.connect(uri, { journal: false })
  try {
    const database = client.db()
    const { objects } = await database.stats()
    if (objects > mostToDelete) await database.dropDatabase()
    else for (const collection of await database.collections()) await collection.deleteMany({})
  } finally {
    await client.close()
  }
}
