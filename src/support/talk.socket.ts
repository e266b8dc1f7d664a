import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { hasInk } from '../content/ink.ts'
import { Expected, NotFound } from '../errors.ts'
import { publish } from '../live/bus.ts'
import { prose } from '../web/input.ts'
import { spend, tooMany } from '../web/limits.ts'
import { type LiveRoom, saying, type Visitor } from '../web/live-room.ts'
import { renderView } from '../web/views.ts'
import { writeOn } from './conversation.ts'
import { clientId, fillIn } from './fields.ts'
import { MOST_TEXT, messagesOf } from './message.ts'
import { type Opened, openThread } from './reach.ts'
import { showToVisitor, stateWords } from './talk.view.ts'
import { askersOf, listenToTalks } from './talk-news.socket.ts'
import { markLive, markSeen } from './thread.ts'
import { chatCookieOf } from './visitor.ts'

export const spoken = z.strictObject({ text: prose(1, MOST_TEXT).refine(hasInk, fillIn), clientId })
export const shown = z.int().min(0).max(100_000)
export const pace = {
  send: { points: 60, seconds: 600 },
  typing: { points: 40, seconds: 60 },
  here: { points: 60, seconds: 60 },
} as const

/** `T-1042`, and behind a full stop the secret of the private link where that is what opens it. @throws NotFound */
function opened(user: Visitor, id: string, headers: IncomingHttpHeaders): Promise<Opened> {
  const [, ref, key] = /^(T-[0-9]{4,12})(?:\.([\w-]{43}))?$/.exec(id) ?? []
  if (!ref) throw new NotFound()
  return openThread(ref, { account: user, key, cookie: chatCookieOf(headers) })
}

/** The page of whoever asks: let in by session, private link or chat cookie, as the page itself, and by nothing else. */
export const talkRoom: LiveRoom = {
  kind: 'talk',

  async admit(user, id, headers) {
    try {
      const { thread } = await opened(user, id, headers)
      return { groups: [askersOf(thread.ref)], tags: [`talk:${thread.ref}`] }
    } catch (error) {
      if (error instanceof Expected) return undefined
      throw error
    }
  },

  async since(user, id, since, headers) {
    const { thread } = await opened(user, id, headers)
    await markLive(thread._id)
    const messages = await messagesOf(thread._id, shown.catch(0).parse(since))
    return {
      messages: messages.map((message) => ({
        seq: message.seq,
        html: renderView('support/_message', showToVisitor(message)),
      })),
      state: thread.state,
      words: stateWords[thread.state],
    }
  },

  says: {
    /** Answered when it is stored; sent again with the same id it is the same message. */
    send: saying({
      schema: spoken,
      limit: pace.send,
      async run(user, id, { text, clientId }, headers) {
        const found = await opened(user, id, headers)
        // However many connections somebody opens: it is one conversation.
        const wait = await spend('talk-live', pace.send, found.thread.ref)
        if (wait > 0) throw tooMany(wait)
        const message = await writeOn(found, text, clientId)
        return { seq: message.seq, html: renderView('support/_message', showToVisitor(message)) }
      },
    }),
    typing: saying({
      schema: z.strictObject({}),
      limit: pace.typing,
      async run(user, id, _, headers) {
        const { ref } = (await opened(user, id, headers)).thread
        publish(`talk:${ref}`, 'talk:typing', { talk: ref, side: 'visitor' })
        return undefined
      },
    }),
    /** The page is open and looked at, up to this message: what was seen is not mailed. */
    here: saying({
      schema: z.strictObject({ seq: shown }),
      limit: pace.here,
      async run(user, id, { seq }, headers) {
        const { thread } = await opened(user, id, headers)
        await markLive(thread._id)
        await markSeen(thread._id, Math.min(seq, thread.seq))
        return undefined
      },
    }),
  },

  listen: listenToTalks,
}
