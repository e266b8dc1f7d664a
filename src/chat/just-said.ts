import { justStored } from '../live/just-stored.ts'
import type { Message } from './message-record.ts'

export const justSaid = justStored<Message>('message')
