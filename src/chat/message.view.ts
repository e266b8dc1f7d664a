import { type WhyHidden, whyHidden } from '../auth/hiding.ts'
import { findPeople, type Person, type Shown as ShownPerson, shownPerson } from '../auth/people.ts'
import { excerpt } from '../content/excerpt.ts'
import { fillMarkers, markersIn } from '../content/markers.ts'
import { withVersion } from '../content/shown-version.ts'
import { imagesOf, type Pictured, showImages } from '../media/hung.ts'
import type { ShownImage } from '../media/image.view.ts'
import { type Counts, countReactions, noReactions } from '../reactions/reaction.ts'
import { type Message, Messages } from './message.ts'
import { messagePath, roomTag } from './paths.ts'
import type { Room } from './room.ts'

/** What a message answers, in a few words; they are looked up each time, so nothing of a removed one stays. */
export type Answered = { seq: number; href: string } & (
  | { author: ShownPerson | null; words: string }
  | { isGone: true }
)

/** A message as everybody who reads the room sees it. */
export interface MessageView {
  id: string
  seq: number
  author: ShownPerson | null
  html: string
  createdAt: Date
  editedAt: Date | null
  revision: number
  images: ShownImage[]
  replyTo: Answered | null
  reactions: Readonly<Counts>
  permalink: string
  /** Another one whenever anything in it is different. */
  version: string
  /** Said by the same person shortly after the one before it. */
  isFollowing?: true
}

export interface Tombstone extends WhyHidden {
  id: string
  seq: number
  removedAt: Date
  removedBy: 'author' | 'decision'
  permalink: string
  version: string
}

export type Shown = MessageView | Tombstone

export const shownFields =
  'room seq author clientId html revision images replyTo createdAt editedAt changedAt removedAt removedBy hiddenBy hiddenFrom'

type Found = Pick<
  Message,
  | '_id'
  | 'seq'
  | 'author'
  | 'html'
  | 'revision'
  | 'images'
  | 'replyTo'
  | 'createdAt'
  | 'editedAt'
  | 'removedAt'
  | 'removedBy'
  | 'hiddenBy'
  | 'hiddenFrom'
>

interface Around {
  people: Map<string, Person>
  pictured: Pictured
  counts: Map<string, Counts>
  answered: Map<number, Answered>
  /** Account id of whom it is shown to alone. */
  reader?: string | undefined
}

export interface ShownMessages {
  shown: Shown[]
  /** Tags of everything that stands in them. */
  tags: string[]
}

interface How {
  /** Account id of their author, who sees also what is hidden from others. */
  reader?: string | undefined
  /** Nobody can have reacted yet. */
  isNew?: boolean
}

/** With names, pictures and reactions: one look-up for each of these. What is removed becomes a tombstone. */
export async function showMessages(
  room: Room,
  found: readonly Found[],
  { reader, isNew = false }: How = {},
): Promise<ShownMessages> {
  const standing = found.filter(({ removedAt }) => !removedAt || reader !== undefined)
  const { mentions } = markersIn(standing.map(({ html = '' }) => html))
  const answers = await findAnswered(room, standing)
  const ids = [
    ...mentions,
    ...[...standing, ...answers].flatMap(({ author }) => (author ? [String(author)] : [])),
  ]
  const [people, pictured, counts] = await Promise.all([
    findPeople(new Set(ids)),
    imagesOf(standing),
    countReactions(isNew ? [] : standing.map(({ _id }) => ({ kind: 'message', id: String(_id) }))),
  ])
  const answered = new Map(answers.map((one) => [one.seq, showAnswered(room, one, people)]))
  const around = { people, pictured, counts, answered, reader }
  return {
    shown: found.map((message) => showOne(room, message, around)),
    tags: [
      roomTag(room),
      ...ids.map((id) => `account:${id}`),
      ...found.map(({ _id }) => `message:${_id}`),
      ...[...pictured.images.keys()].map((id) => `image:${id}`),
      ...pictured.tags.tags,
    ],
  }
}

type Answer = Pick<Message, 'seq' | 'author' | 'text' | 'removedAt'>

async function findAnswered(room: Room, found: readonly Found[]): Promise<Answer[]> {
  const seqs = new Set(found.flatMap(({ replyTo }) => replyTo ?? []))
  if (seqs.size === 0) return []
  return Messages.find({ room: room._id, seq: { $in: [...seqs] } }, 'seq author text removedAt').lean()
}

function showAnswered(
  room: Room,
  { seq, author, text, removedAt }: Answer,
  people: Map<string, Person>,
): Answered {
  const place = { seq, href: messagePath(room, seq) }
  if (removedAt) return { ...place, isGone: true }
  return {
    ...place,
    author: shownPerson(people.get(String(author))),
    words: excerpt(text ?? '', 80) || 'a picture',
  }
}

function showOne(room: Room, message: Found, around: Around): Shown {
  const { seq, removedAt } = message
  const place = { id: String(message._id), seq, permalink: messagePath(room, seq) }
  const { people, pictured, counts, answered, reader } = around
  if (removedAt && reader === undefined)
    return withVersion({
      ...place,
      removedAt,
      removedBy: message.removedBy ?? 'author',
      ...whyHidden(message.hiddenBy),
    })
  return withVersion({
    ...place,
    author: shownPerson(people.get(String(message.author))),
    html: fillMarkers(message.html ?? '', { person: (id) => people.get(id), quote: () => undefined }),
    createdAt: message.createdAt,
    editedAt: message.editedAt,
    revision: message.revision,
    images: showImages(message, pictured, reader),
    replyTo: (message.replyTo && answered.get(message.replyTo)) || null,
    reactions: counts.get(place.id) ?? noReactions,
  })
}

/** One message as JSON clients get it, as everybody sees it. */
export async function messageModel(room: Room, message: Message): Promise<Shown | undefined> {
  const { shown } = await showMessages(room, [message])
  return shown[0]
}
