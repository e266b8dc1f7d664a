import { Types } from 'mongoose'
import type { Hiding } from '../auth/hiding.ts'
import { destroyMessage, hideMessage, Messages, showMessage } from './message.ts'
import { finishRemoval, sayGone } from './removal.ts'

async function saySeen(id: string): Promise<void> {
  const message = await Messages.findById(id, 'room seq').lean()
  if (message) await sayGone(message)
}

/** Takes a message out of sight and puts it back because a decision says so (N9). Done again, it changes nothing. */
export const messageHiding = {
  async hide(id: string, hiding: Hiding): Promise<void> {
    await hideMessage(new Types.ObjectId(id), hiding)
    await saySeen(id)
  },

  /** Takes back what that decision did, and no other one. */
  async show(id: string, by: string): Promise<void> {
    await showMessage(new Types.ObjectId(id), by)
    await saySeen(id)
  },

  /** For good, once nobody can object any more: what an author's own deletion takes along goes here, too. */
  async destroy(id: string, by: string): Promise<void> {
    await destroyMessage(new Types.ObjectId(id), by)
    const message = await Messages.findOne({ _id: id, hiddenBy: by, clearing: true }, 'room seq').lean()
    if (message) await finishRemoval(message)
  },
}
