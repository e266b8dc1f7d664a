import type { Account } from '../../auth/account.ts'
import { readLabels } from '../../forum/labels.ts'
import { Posts } from '../../forum/post.ts'
import { react } from '../../forum/reacting.ts'
import type { Label } from '../../forum/topic.ts'
import { reachImage } from '../../media/reach.ts'
import { addTag, answerTag } from '../../media/tagging.ts'
import type { ReactionKind } from '../../reactions/reaction.ts'
import { seededRandom, seedFrom } from '../random.ts'
import type { WrittenTopic } from './parse.ts'

/** What the title of a topic gives away, as its author would label it. */
const subjects: [RegExp, string][] = [
  [/\b(path|footpath|walk|towpath|hill|common)\b/i, 'Walks'],
  [/\b(07:52|bus|ferry|lift|coaches)\b/i, 'Timetables'],
  [/\b(snow|ice|weather|windy|rains)\b/i, 'Weather'],
  [/\b(hostas|tomatoes|rhubarb|leeks|bulbs|sow|grow|compost|seed|ivy|plot)\b/i, 'Growing things'],
  [/\b(glue|door|sash|tap|beam|boiler|chair|clock|bracket|pipe|skips|repair)\b/i, 'Repairs'],
  [/\b(computer|laptop|passwords|photographs|letter)\b/i, 'Computers'],
  [/\b(soup|bread|marmalade|ingredients|blackberries|supper)\b/i, 'Cooking'],
  [/\b(choir|piano|music|trombone|listening|messiah)\b/i, 'Music'],
  [/\b(book|books|poem|crossword)\b/i, 'Reading'],
  [/\b(bench|1887|used? to be)\b/i, 'Local history'],
]

export function labelsOf({ title }: Pick<WrittenTopic, 'title'>): Label[] {
  return readLabels(subjects.filter(([pattern]) => pattern.test(title)).map(([, label]) => label))
}

const kinds: readonly ReactionKind[] = ['agree', 'agree', 'agree', 'thanks', 'thanks', 'disagree']

/** Some of those who read a post say how they see it; the same ones in every run. */
async function reactTo(post: string, readers: readonly Account[], random: () => number): Promise<void> {
  const count = Math.floor(random() ** 3 * 7)
  const start = Math.floor(random() * readers.length)
  for (let n = 0; n < count; n += 1) {
    const reader = readers[(start + n * 7) % readers.length]
    const kind = kinds[Math.floor(random() * kinds.length)] ?? 'agree'
    if (reader) await react(reader, post, kind)
  }
}

/** Where the eye falls first; whole pictures need no box. */
const boxes = [undefined, { x: 0.08, y: 0.35, w: 0.34, h: 0.4 }, { x: 0.55, y: 0.2, w: 0.3, h: 0.35 }]

async function tagPicture(
  image: string,
  words: readonly string[],
  members: readonly Account[],
): Promise<void> {
  const random = seededRandom(seedFrom(words.join()))
  const someone = () => members[Math.floor(random() * members.length)] as Account
  for (const [at, label] of words.entries()) {
    const tagger = someone()
    const box = boxes[at === 0 ? Math.floor(random() * boxes.length) : 0]
    await addTag(tagger, await reachImage(tagger, image), { label, box })
  }
  if (random() > 0.25) return
  const [tagger, person] = [someone(), someone()]
  if (tagger === person) return
  const { tag } = await addTag(tagger, await reachImage(tagger, image), {
    member: person.username,
    box: boxes[1],
  })
  // Some have not answered yet.
  if (random() > 0.3) await answerTag(person, image, String(tag._id), 'accept')
}

/** "harbour-dusk" → ["harbour", "dusk"] */
const wordsOf = (picture: string) => picture.split('-').filter((word) => word.length > 2)

/** Once everything is written: people react to posts, and say what is to be seen in the pictures. */
export async function answerTown(
  members: ReadonlyMap<string, Account>,
  topics: ReadonlyMap<WrittenTopic, { posts: readonly string[] }>,
): Promise<void> {
  const readers = [...members.values()]
  for (const [topic, { posts }] of topics) {
    const random = seededRandom(seedFrom(`${topic.title} answers`))
    for (const [at, post] of posts.entries()) {
      const { author, isRemoved, pictures } = topic.posts[at] ?? { author: '', isRemoved: true, pictures: [] }
      if (isRemoved) continue
      const others = readers.filter(({ username }) => username !== author)
      await reactTo(post, others, random)
      if (pictures.length === 0) continue
      const { images = [] } = (await Posts.findById(post, 'images').lean()) ?? {}
      for (const [n, image] of images.entries())
        await tagPicture(String(image), wordsOf(pictures[n] ?? ''), readers)
    }
  }
}
