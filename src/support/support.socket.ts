import { z } from 'zod'
import type { Account } from '../auth/account.ts'
import { findPeople } from '../auth/people.ts'
import { isStaff } from '../auth/policy.ts'
import { Expected, NotFound } from '../errors.ts'
import { publish } from '../live/bus.ts'
import { type LiveRoom, saying, type Visitor } from '../web/live-room.ts'
import { renderView } from '../web/views.ts'
import { answer } from './answering.ts'
import { sitDown } from './desk.ts'
import { showMessage } from './inbox.view.ts'
import { messagesOf, type SupportMessage } from './message.ts'
import { missedRows } from './missed-rows.ts'
import { findThread } from './reach.ts'
import { pace, shown, spoken } from './talk.socket.ts'
import { deskOf, INBOX } from './talk-news.socket.ts'
import type { Thread } from './thread.ts'

const LIST = 'inbox'

function staffOnly(user: Visitor): Account {
  if (!user || !isStaff(user)) throw new NotFound()
  return user
}

/** Nobody listens to their own conversation from the other side. */
async function opened(user: Visitor, ref: string): Promise<{ actor: Account; thread: Thread }> {
  const actor = staffOnly(user)
  const thread = await findThread(ref)
  if (thread.account?.equals(actor._id)) throw new NotFound()
  return { actor, thread }
}

async function print(thread: Thread, messages: SupportMessage[]) {
  const ids = [thread.account, ...messages.map(({ by }) => by)]
  const people = await findPeople(ids.flatMap((id) => (id ? [String(id)] : [])))
  return messages.map((message) => ({
    seq: message.seq,
    html: renderView('support/_message', showMessage(people, thread, message)),
  }))
}

/** The pages of the staff: `support:inbox`, and `support:T-1042`. */
export const supportRoom: LiveRoom = {
  kind: 'support',

  async admit(user, id) {
    try {
      if (id === LIST) return staffOnly(user) && { groups: [INBOX], tags: [] }
      const { thread } = await opened(user, id)
      return { groups: [deskOf(thread.ref)], tags: [`talk:${thread.ref}`] }
    } catch (error) {
      if (error instanceof Expected) return undefined
      throw error
    }
  },

  async since(user, id, since) {
    if (id === LIST) return missedRows(since, (row) => renderView('support/_row', row))
    const { thread } = await opened(user, id)
    const messages = await messagesOf(thread._id, shown.catch(0).parse(since))
    return { messages: await print(thread, messages), state: thread.state, words: thread.state }
  },

  says: {
    send: saying({
      schema: spoken,
      limit: { points: 300, seconds: 600 },
      async run(user, id, { text, clientId }) {
        const { actor, thread } = await opened(user, id)
        const message = await answer(actor, thread.ref, text, clientId)
        return (await print(thread, [message]))[0]
      },
    }),
    typing: saying({
      schema: z.strictObject({}),
      limit: pace.typing,
      async run(user, id) {
        const { ref } = (await opened(user, id)).thread
        publish(`talk:${ref}`, 'talk:typing', { talk: ref, side: 'staff' })
        return undefined
      },
    }),
    /** As long as they look at it, somebody is there. */
    here: saying({
      schema: z.strictObject({ seq: shown }),
      limit: pace.here,
      async run(user) {
        await sitDown(staffOnly(user)._id)
        return undefined
      },
    }),
  },

  // `talkRoom` hears for both.
  listen: () => () => undefined,
}
