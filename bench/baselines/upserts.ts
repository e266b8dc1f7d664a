import { MongoClient } from 'mongodb'
import { type Timed, timeConcurrent } from './inserts.ts'

const kinds = ['agree', 'disagree', 'thanks']

/** One journalled upsert by the bare driver each, of the same record in turn, with the one index that it needs. */
export async function timeUpserts(uri: string, count: number): Promise<Timed> {
  const client = await new MongoClient(uri, { maxPoolSize: 20 }).connect()
  const reactions = client.db('bench').collection('reactions')
  await reactions.deleteMany({})
  await reactions.createIndex({ subject: 1, account: 1 }, { unique: true })
  await reactions.insertOne({ subject: 's', account: 'a', kind: 'agree', at: new Date() })
  const timed = await timeConcurrent(count, 10, async (n) => {
    const change = { $set: { kind: kinds[n % 3], at: new Date() } }
    await reactions.updateOne({ subject: 's', account: 'a' }, change, { upsert: true })
  })
  await client.db('bench').dropDatabase()
  await client.close()
  return timed
}
