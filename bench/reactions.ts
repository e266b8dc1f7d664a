import { MongoClient, ObjectId } from 'mongodb'
import { timeUpserts } from './baselines/upserts.ts'
import { atLeast } from './report.ts'
import { engineUri, type Site } from './site.ts'
import { answersPerSecond, median } from './wrk.ts'

/** @param post a post of somebody else: nobody reacts to their own */
export async function measureReactions(site: Site, post: string, seconds: number): Promise<void> {
  const url = `${site.url}/posts/${post}/reaction?_method=PUT`
  const load = { url, seconds, connections: 10, script: 'reaction.lua', headers: { Cookie: site.cookie } }
  const rates = { ours: [] as number[], baseline: [] as number[] }
  await answersPerSecond({ ...load, seconds: 2 })
  for (let round = 0; round < 3; round += 1) {
    rates.baseline.push((await timeUpserts(await engineUri(site), 3000)).perSecond)
    rates.ours.push(await answersPerSecond(load))
  }
  const [ours, baseline] = [median(rates.ours), median(rates.baseline)]
  atLeast('reaction acknowledged ÷ one journalled upsert', { ours, baseline, ratio: ours / baseline }, 0.35)
}

/** So many reactions on each post, straight into the store, as if other members had sent them. */
export async function insertReactions(site: Site, posts: readonly string[], each: number): Promise<void> {
  const client = await new MongoClient(await engineUri(site)).connect()
  const kinds = ['agree', 'disagree', 'thanks']
  const rows = posts.flatMap((post) =>
    Array.from({ length: each }, (_, n) => ({
      about: 'post',
      subject: new ObjectId(post),
      account: new ObjectId(),
      kind: kinds[n % 3],
      at: new Date(),
    })),
  )
  await client.db('forum').collection('reactions').insertMany(rows)
  await client.close()
}

/** Makes it a post of nobody, so that the bench's one member may react to it. */
export async function disown(site: Site, post: string): Promise<void> {
  const client = await new MongoClient(await engineUri(site)).connect()
  await client
    .db('forum')
    .collection('posts')
    .updateOne({ _id: new ObjectId(post) }, { $set: { author: null } })
  await client.close()
}
