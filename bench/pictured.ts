import { MongoClient, ObjectId } from 'mongodb'
import sharp from 'sharp'
import { engineUri, makeTopic, type Site, words } from './site.ts'

interface Post {
  id: string
}

async function postsOf(site: Site, topic: string): Promise<Post[]> {
  const answer = await fetch(site.url + topic, { headers: { Accept: 'application/json' } })
  return ((await answer.json()) as { posts: Post[] }).posts
}

export async function inStore(
  site: Site,
  work: (forum: ReturnType<MongoClient['db']>) => Promise<unknown>,
): Promise<void> {
  const client = await new MongoClient(await engineUri(site)).connect()
  await work(client.db('forum'))
  await client.close()
}

/** A post of nobody: the bench's one member may react to it. @returns its id */
export async function strangersPost(site: Site): Promise<string> {
  const topic = await makeTopic(site, 'A post by somebody who left', 1)
  const [, post] = await postsOf(site, topic)
  const _id = new ObjectId(post?.id)
  await inStore(site, (forum) => forum.collection('posts').updateOne({ _id }, { $set: { author: null } }))
  return String(post?.id)
}

async function reply(site: Site, topic: string, n: number): Promise<void> {
  const background = { r: (n * 37) % 255, g: (n * 91) % 255, b: 120 }
  const picture = await sharp({ create: { width: 800, height: 600, channels: 3, background } })
    .jpeg()
    .toBuffer()
  const form = new FormData()
  form.set('body', words(n))
  form.set('imageAlt', `A colour, number ${n}`)
  for (let count = n === 1 ? 2 : 1; count > 0; count -= 1)
    form.append('images', new Blob([new Uint8Array(picture)]), `${n}.jpg`)
  const headers = { Cookie: site.cookie, Origin: site.url }
  const init = { method: 'POST', redirect: 'manual', headers, body: form } as const
  const answer = await fetch(`${site.url}/t/${topic.split('/').at(-1)}/posts`, init)
  if (answer.status !== 303) throw new Error(`A picture was answered ${answer.status}.`)
}

/** Twenty posts and twenty pictures on the page, and ten reactions to each by people who left. @returns its address */
export async function makePictured(site: Site): Promise<string> {
  const topic = await makeTopic(site, 'Twenty pictures', 0)
  for (let n = 1; n < 20; n += 1) await reply(site, topic, n)
  const kinds = ['agree', 'disagree', 'thanks']
  const rows = (await postsOf(site, topic)).flatMap(({ id }) =>
    Array.from({ length: 10 }, (_, n) => ({
      about: 'post',
      subject: new ObjectId(id),
      account: new ObjectId(),
      kind: kinds[n % 3],
      at: new Date(),
    })),
  )
  await inStore(site, (forum) => forum.collection('reactions').insertMany(rows))
  // The page that is kept was made without them.
  await reply(site, topic, 20)
  return topic
}
