import { setTimeout as wait } from 'node:timers/promises'
import { Types } from 'mongoose'
import { findPeople } from '../auth/people.ts'
import { classes, classesOf, ignoring, type ReaderClass } from '../auth/reader-class.ts'
import { type LiveEvents, onChanged, onPublish } from '../live/bus.ts'
import { inOrder } from '../live/in-order.ts'
import { findImages } from '../media/image.ts'
import type { Outlet } from '../web/live-room.ts'
import { renderView } from '../web/views.ts'
import { isListedFor, isShut } from './direct-policy.ts'
import { groupOf, listGroup, ownGroup, ownListGroup } from './live-groups.ts'
import { type MessageNow, messageNow, roomNow } from './live-messages.ts'
import type { Shown } from './message.view.ts'
import { authorFace, type MessageFace, memberFace } from './message-faces.ts'
import { noteHere, peopleIn } from './presence.ts'
import type { Room } from './room.ts'

type Readers = ReaderClass | 'author'

/** As the page prints it for this class of readers; how somebody reacted only their own page knows. */
function faceFor(room: Room, view: Shown, readers: Readers): MessageFace | Shown {
  if (!('html' in view) || readers === 'guest') return view
  if (readers === 'author') return authorFace(room, view)
  return memberFace(room, view, readers === 'member' || readers === 'staff')
}

function tellMessage(out: Outlet, { room, view, author, clientId, own: hidden }: MessageNow): void {
  const base = { room: `chat:${room.slug}`, seq: view.seq, version: view.version }
  const printed = new Map<object, string>()
  const print = (face: MessageFace | Shown) => {
    const html = printed.get(face) ?? renderView('partials/message', face)
    printed.set(face, html)
    return html
  }
  const writer = author ?? hidden?.account
  const others = writer ? [ownGroup(room.slug, writer), ignoring(writer)] : []
  for (const readers of classesOf(room)) {
    const group = groupOf(room.slug, readers)
    if (out.isHeard(group))
      out.tell([group], 'message', { ...base, html: print(faceFor(room, view, readers)) }, others)
  }
  const own = writer && ownGroup(room.slug, writer)
  if (!own || !out.isHeard(own)) return
  const face = hidden?.face ?? faceFor(room, view, 'author')
  const named = clientId === undefined ? {} : { clientId }
  out.tell([own], 'message', { ...base, version: face.version, html: print(face), ...named })
}

function tellCounts(out: Outlet, { room, view }: MessageNow): void {
  if (!('html' in view)) return
  const groups = classesOf(room).map((readers) => groupOf(room.slug, readers))
  const { seq, version, reactions } = view
  out.tell(groups, 'counts', { room: `chat:${room.slug}`, seq, version, counts: reactions })
}

/** A room of two stands in the lists of those two alone. */
function listsOf(room: Room): string[] {
  const { talk } = room
  if (talk) return talk.members.filter((id) => isListedFor(id, talk)).map(ownListGroup)
  return classesOf(room)
    .filter((readers) => readers !== 'guest')
    .map(listGroup)
}

/** The list of rooms counts up for members; what was said it does not tell. */
function tellList(out: Outlet, { room, view }: MessageNow): void {
  if (!('html' in view)) return
  const groups = listsOf(room)
  const news = { slug: room.slug, seq: view.seq, by: view.author?.username ?? null, at: +view.createdAt }
  out.tell(groups, 'said', { room: 'rooms', ...news })
}

const membersOf = (room: Room) =>
  classesOf(room)
    .filter((readers) => readers !== 'guest')
    .map((readers) => groupOf(room.slug, readers))

async function tellTyping(out: Outlet, slug: string, account: string): Promise<void> {
  const room = await roomNow(slug)
  const person = (await findPeople([account])).get(account)
  if (!person || !room || isShut(room)) return
  const news = { room: `chat:${slug}`, name: person.name, username: person.username }
  out.tell(membersOf(room), 'typing', news, [ownGroup(slug, account), ignoring(account)])
}

async function tellPresent(out: Outlet, slug: string): Promise<void> {
  const room = await roomNow(slug)
  if (room && !isShut(room))
    out.tell(membersOf(room), 'present', { room: `chat:${slug}`, people: await peopleIn(slug) })
}

/** Pages that wait ask again, and find that they need not wait any more. */
async function tellOpened(out: Outlet, slug: string): Promise<void> {
  const room = await roomNow(slug)
  if (room && !isShut(room)) out.tell(membersOf(room), 'again', undefined)
}

function tellAbout(...tell: ((out: Outlet, now: MessageNow) => void)[]) {
  return async (out: Outlet, { message }: { message: string }): Promise<void> => {
    const now = await messageNow(message)
    if (now) for (const one of tell) one(out, now)
  }
}

/** What happened → how it is told. */
const tellers: { [E in keyof LiveEvents]?: (out: Outlet, event: LiveEvents[E]) => Promise<void> } = {
  'message:new': tellAbout(tellMessage, tellList),
  'message:edited': tellAbout(tellMessage),
  'message:removed': tellAbout(tellMessage),
  'message:reacted': tellAbout(tellCounts),
  'chat:typing': (out, { room, account }) => tellTyping(out, room, account),
  'chat:opened': (out, { room }) => tellOpened(out, room),
  'chat:here': async (out, { room, account, isHere }) => {
    if (noteHere(room, account, isHere)) await tellPresent(out, room)
  },
}

/** Milliseconds: what changes at the same moment is told once. */
const PAUSE = 150

/** What is to be seen in a picture, and whether it may be seen at all, is part of what its message shows. */
async function tellPictured(out: Outlet, image: string): Promise<void> {
  const [found] = await findImages([new Types.ObjectId(image)])
  const now = found?.place.kind === 'message' && (await messageNow(found.place.id))
  if (now) tellMessage(out, now)
}

function listenToPictures(out: Outlet): () => void {
  const inTurn = inOrder<string>('news of a picture in a chat room')
  const soon = new Set<string>()
  return onChanged((tags) => {
    for (const tag of tags) {
      const id = tag.startsWith('image:') ? tag.slice(6) : ''
      if (!Types.ObjectId.isValid(id) || soon.has(id)) continue
      soon.add(id)
      inTurn(id, async () => {
        await wait(PAUSE)
        soon.delete(id)
        await tellPictured(out, id)
      })
    }
  })
}

/** Hears what happens in chat rooms. @returns how to stop */
export function listenToChat(out: Outlet): () => void {
  const stops = [listenToEvents(out), listenToPictures(out)]
  return () => {
    for (const stop of stops) stop()
  }
}

function listenToEvents(out: Outlet): () => void {
  const inTurn = inOrder<string>('news of a chat room')
  return onPublish((_room, event, payload) => {
    const tell = tellers[event] as ((out: Outlet, event: typeof payload) => Promise<void>) | undefined
    if (!tell || !('room' in payload)) return
    const slug = payload.room
    const isHeard = classes.some(
      (readers) => out.isHeard(groupOf(slug, readers)) || out.isHeard(listGroup(readers)),
    )
    if (isHeard || event === 'chat:here') inTurn(slug, () => tell(out, payload))
  })
}
