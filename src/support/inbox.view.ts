import type { Account } from '../auth/account.ts'
import { appendAct } from '../auth/audit.ts'
import { findPeople, type Person, shownPerson } from '../auth/people.ts'
import { londonDate } from '../clock.ts'
import { linkPieces } from '../content/plain-links.ts'
import { Forbidden } from '../errors.ts'
import { sitDown } from './desk.ts'
import { listInbox, type Place } from './inbox.ts'
import { keptInWords, supportName } from './letters.ts'
import { MOST_TEXT, messagesOf, type SupportMessage } from './message.ts'
import { notesOf } from './note.ts'
import { findThread } from './reach.ts'
import { newClientId } from './talk.view.ts'
import type { Channel, Thread, ThreadState } from './thread.ts'

const channelWords: Record<Channel, string> = {
  form: 'by the form',
  chat: 'live chat',
  mail: 'by mail',
  phone: 'on the phone',
}

const tabWords: Record<ThreadState, string> = { open: 'Open', answered: 'Answered', closed: 'Closed' }

type People = Map<string, Person>

const nameOf = (people: People, id: unknown) =>
  id ? (people.get(String(id))?.name ?? 'a former member') : undefined

/** As well as we know it: a member by their name, others by what they typed. */
export function whoAsks(people: People, { account, name, email }: Thread): string {
  if (account) return people.get(String(account))?.name ?? 'a former member'
  return name || email || 'a visitor'
}

export function showRow(people: People, thread: Thread) {
  const { ref, subject, state, channel, sortAt, assignee } = thread
  return {
    ref,
    subject,
    state,
    href: `/support/${ref}`,
    who: whoAsks(people, thread),
    channel: channelWords[channel],
    at: sortAt,
    assignee: nameOf(people, assignee),
  }
}

/** Whoever looks at it is there for those who write. */
export async function showInbox(reader: Account, state: ThreadState, after: Place | undefined) {
  await sitDown(reader._id)
  const { threads, next } = await listInbox(state, after)
  const people = await findPeople(
    threads.flatMap(({ account, assignee }) => [account, assignee]).flatMap((id) => (id ? [String(id)] : [])),
  )
  const address = (tab: ThreadState) => (tab === 'open' ? '/support' : `/support?state=${tab}`)
  return {
    state,
    tabs: (['open', 'answered', 'closed'] as const).map((tab) => ({
      label: tabWords[tab],
      href: address(tab),
      isCurrent: tab === state,
    })),
    threads: threads.map((thread) => showRow(people, thread)),
    next: next && `/support?state=${state}&before=${next}`,
    previous: after && address(state),
  }
}

export function showMessage(people: People, thread: Thread, message: SupportMessage) {
  const { seq, from, by, text, at } = message
  const isMine = from === 'staff'
  const who = isMine ? (nameOf(people, by) ?? supportName) : whoAsks(people, thread)
  return { seq, from, isMine, who, text, pieces: linkPieces(text), at }
}

/** Of private words it is written down who opened them: once a day for each. */
function noteOpening(reader: Account, ref: string) {
  const once = `support:${ref}:opened:${reader._id}:${londonDate()}`
  return appendAct({ by: reader._id, act: 'support:opened', about: `support:${ref}`, once })
}

export async function showThread(reader: Account, ref: string) {
  const thread = await findThread(ref)
  if (thread.account?.equals(reader._id))
    throw new Forbidden(
      'This is your own conversation. You find it under “Talk to us”; somebody else answers it.',
    )
  await noteOpening(reader, ref)
  const [messages, notes] = await Promise.all([
    messagesOf(thread._id),
    notesOf(thread._id),
    sitDown(reader._id),
  ])
  const { account, assignee, enteredBy } = thread
  const ids = [account, assignee, enteredBy, ...messages.map(({ by }) => by), ...notes.map(({ by }) => by)]
  const people = await findPeople(ids.flatMap((id) => (id ? [String(id)] : [])))
  const isMine = assignee?.equals(reader._id) === true
  return {
    ...showRow(people, thread),
    email: thread.email,
    member: account ? shownPerson(people.get(String(account))) : null,
    enteredBy: nameOf(people, enteredBy),
    openedAt: thread.openedAt,
    closedAt: thread.closedAt,
    isClosed: thread.state === 'closed',
    isMine,
    isTaken: assignee !== null && !isMine,
    canBeAnswered: account !== null || thread.email !== '' || thread.chat !== undefined,
    answerWhy: `They read it as “Support”, without your name, on their page${account || thread.email ? ' and by mail' : ''}.`,
    messages: messages.map((message) => showMessage(people, thread, message)),
    notes: notes.map(({ by, text, at }) => ({ by: nameOf(people, by) ?? 'a former member', text, at })),
    seen: messages.at(-1)?.seq ?? thread.seq,
    kept: keptInWords(thread),
    supportName,
    most: MOST_TEXT,
    clientId: newClientId(),
  }
}
