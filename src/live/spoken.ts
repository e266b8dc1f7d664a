/** What the site and an open page say to each other on the socket. Types alone: the browser's scripts read this file, too. */

/** An answer to something that was sent. `why` is a sentence for the person; `isGone`: there is no such thing for them, now or later. */
export type Answer<T = unknown> = ({ ok: true } & T) | { ok: false; why: string; isGone?: true }

/** What a page may send. Everything else is a forgery, and so is a payload that its room does not know. */
export interface FromPage {
  /**
   * Enters a room (`topic:7`). `since` says what the page shows already; the answer holds what is different, so that a first
   * visit, a cut and a long sleep are all the same.
   */
  join: (room: string, since: unknown, answer: (given: Answer<{ missed: unknown }>) => void) => void
  leave: (room: string) => void
  /** Something the room understands: `typing`, `send`. */
  say: (room: string, what: string, data: unknown, answer: (given: Answer) => void) => void
}

/** A post as it stands now: new, edited, removed or shown again. */
export interface PostNews {
  room: string
  number: number
  version: string
  /** The partial `post`, as this reader's page would print it. */
  html: string
}

export interface ReactionNews {
  room: string
  number: number
  version: string
  counts: { agree: number; disagree: number; thanks: number }
  /** The partial `post-reactions`. */
  html: string
}

/** A message in a chat room as it stands now: new, edited, removed or shown again. */
export interface MessageNews {
  room: string
  seq: number
  version: string
  /** The partial `message`, as this reader's page would print it. */
  html: string
  /** What the page that sent it calls it; told to its author alone. */
  clientId?: string
}

export interface CountsNews {
  room: string
  seq: number
  version: string
  counts: { agree: number; disagree: number; thanks: number }
}

/** Somebody said something in one of the chat rooms that the page lists. */
export interface SaidNews {
  room: string
  /** Slug. */
  slug: string
  seq: number
  /** User name of whoever said it. */
  by: string | null
  /** Milliseconds since 1970. */
  at: number
}

/** Somebody who chose to show that they are there. */
export interface PresentPerson {
  username: string
  name: string
}

export interface RowNews {
  room: string
  topic: string
  /** Of its newest post. */
  number: number
  /** User name of whoever wrote it. */
  by: string | null
  /** The partial `row`, as a guest sees it. */
  html: string
  /** Its title or marks are others; nothing new was written. */
  isChange?: true
}

/** A message in a conversation with the support, and how the conversation stands. */
export interface TalkNews {
  room: string
  /** Absent where only the state changed. */
  message?: { seq: number; html: string }
  state: string
  words: string
}

/** A conversation in the inbox of the support. */
export interface InboxNews {
  ref: string
  state: string
  /** The partial `support/_row`. */
  html: string
}

/** What the site tells an open page. */
export interface ToPage {
  post: (news: PostNews) => void
  reactions: (news: ReactionNews) => void
  /** The title, labels and marks of a topic. */
  head: (news: { room: string; html: string }) => void
  typing: (news: { room: string; name: string; username: string }) => void
  row: (news: RowNews) => void
  /** The topic does not stand in this list any more, for whoever hears it. */
  unlisted: (news: { room: string; topic: string }) => void
  message: (news: MessageNews) => void
  counts: (news: CountsNews) => void
  said: (news: SaidNews) => void
  present: (news: { room: string; people: PresentPerson[] }) => void
  talk: (news: TalkNews) => void
  inbox: (news: InboxNews) => void
  /** The bell in the header. */
  bell: (news: { html: string; unread: number }) => void
  /** This page may not read the room any more, or it is gone. */
  shut: (news: { room: string }) => void
  /** Something that this room shows is not what it was: join it again. */
  look: (news: { room: string }) => void
  /** Something may have been missed: join again. */
  again: () => void
}
