import { MongoClient } from 'mongodb'

export interface Timed {
  perSecond: number
  p99: number
}

/** Runs `work` with so many at once until `count` are done. Milliseconds for p99. */
export async function timeConcurrent(
  count: number,
  atOnce: number,
  work: (n: number) => Promise<void>,
): Promise<Timed> {
  const times: number[] = []
  let next = 0
  const began = performance.now()
  const worker = async () => {
    while (next < count) {
      const n = next
      next += 1
      const from = performance.now()
      await work(n)
      times.push(performance.now() - from)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  const perSecond = (count / (performance.now() - began)) * 1000
  times.sort((a, b) => a - b)
  return { perSecond, p99: times[Math.floor(times.length * 0.99)] ?? 0 }
}

/** One journalled insert by the bare driver each, as large as a stored reply; no index but `_id`. */
export async function timeInserts(uri: string, count: number, document: object): Promise<Timed> {
  const client = await new MongoClient(uri, { maxPoolSize: 20 }).connect()
  const posts = client.db('bench').collection('posts')
  await posts.deleteMany({})
  const timed = await timeConcurrent(count, 10, async (n) => {
    await posts.insertOne({ ...document, topic: 1, number: n, author: 'a', at: new Date() })
  })
  await client.db('bench').dropDatabase()
  await client.close()
  return timed
}
