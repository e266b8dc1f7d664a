import { randomBytes } from 'node:crypto'
import type { Account } from '../auth/account.ts'
import { isSuspended } from '../auth/restriction.ts'
import { config } from '../config.ts'
import { linkPieces } from '../content/plain-links.ts'
import { findDraft } from '../drafts/draft.ts'
import { isSomebodyThere } from './desk.ts'
import { talkDraft } from './drafting.ts'
import { keptInWords, supportName } from './letters.ts'
import { talkAddress } from './link.ts'
import { MOST_TEXT, messagesOf, type SupportMessage } from './message.ts'
import { findChat, type Opened, threadsOf, type Visitor } from './reach.ts'
import { markSeen, type Thread, type ThreadState } from './thread.ts'

export const stateWords: Record<ThreadState, string> = {
  open: 'We have your message and will answer it.',
  answered: 'We have answered. If there is more, write again.',
  closed: 'This conversation is closed. Write again, and it is open again.',
}

/** For a form that may be sent twice. */
export const newClientId = () => randomBytes(16).toString('base64url')

function listed({ ref, subject, state, lastAt }: Thread) {
  return { ref, subject, state, lastAt, href: talkAddress(ref) }
}

/** Nothing in it names who of the staff it was. */
export function showToVisitor({ seq, from, text, at }: SupportMessage) {
  const isMine = from === 'visitor'
  return {
    seq,
    from,
    isMine,
    who: isMine ? 'You' : supportName,
    text,
    pieces: linkPieces(text),
    at,
  }
}

/** Whoever is suspended may write to us, and save nothing else. */
async function draftOf(account: Account) {
  if (isSuspended(account)) return {}
  return { draftKey: talkDraft, draft: (await findDraft(account._id, talkDraft))?.body ?? '' }
}

export interface TalkAsked {
  account: Account | undefined
  cookie: string | undefined
  /** The chat cookie may be stored. */
  isAllowed: boolean
  /** They prefer the form. */
  isForm: boolean
  /** A conversation that was closed just now. */
  closed: string | undefined
}

export async function showTalk({ account, cookie, isAllowed, isForm, closed }: TalkAsked) {
  const canChat = account !== undefined || isAllowed
  const [isThere, chat, threads] = await Promise.all([
    isSomebodyThere(),
    account ? undefined : findChat(cookie),
    account ? threadsOf(account) : [],
  ])
  return {
    isThere,
    canChat,
    way: canChat && !isForm ? 'chat' : 'form',
    isMember: account !== undefined,
    asksCookie: !account && !isAllowed,
    chat: chat && listed(chat),
    threads: threads.map(listed),
    closed,
    clientId: newClientId(),
    ...(account && (await draftOf(account))),
    most: MOST_TEXT,
    kept: keptInWords({ channel: canChat && !isForm ? 'chat' : 'form' }),
    cookieEnds: config.retention.chat_live_cookie.words,
  }
}

/** Reading it counts as having seen it: what was seen is not mailed. */
export async function showConversation({ thread, by }: Opened, { key, account }: Visitor, isShown: boolean) {
  const { _id, ref, subject, state, seq, channel, email, openedAt, closedAt } = thread
  const [messages, isThere] = await Promise.all([messagesOf(_id), isSomebodyThere()])
  const newest = messages.at(-1)?.seq ?? seq
  if (isShown && newest > thread.seenSeq) await markSeen(_id, newest)
  const isOwner = account !== undefined && thread.account?.equals(account._id) === true
  return {
    ref,
    subject,
    state,
    stateWords: stateWords[state],
    isClosed: state === 'closed',
    openedAt,
    closedAt,
    messages: messages.map(showToVisitor),
    seen: newest,
    isThere,
    /** Nobody is there and we know no way to answer. */
    asksAddress: !email && !thread.account,
    hasMail: email !== '' || isOwner,
    /** It is a member's, and opened by somebody who may be that member, signed out. */
    goesToAccount: !isOwner && thread.account != null,
    key: by === 'key' ? key : undefined,
    isByCookie: by === 'cookie',
    kept: keptInWords({ channel }),
    cookieEnds: config.retention.chat_live_cookie.words,
    most: MOST_TEXT,
    clientId: newClientId(),
  }
}
