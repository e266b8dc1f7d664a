import { config } from '../config.ts'
import type { RetentionKey } from '../retention.ts'

/** What a cookie may be for, if the person says yes. The sixth use, `choice`, only remembers the answer (N15). */
export type Purpose = 'use' | 'seen' | 'stay' | 'survey' | 'chat'

export interface PurposeWords {
  name: Purpose
  label: string
  /** What is stored, and what for: the words that are shown and that the ledger keeps. */
  explanation: string
  /** What happens without it. */
  without: string
  /** False while nothing on the site sets this cookie: the page says so. */
  isInUse: boolean
  retention: RetentionKey
  clause: 'N15'
}

export const purposes: readonly PurposeWords[] = [
  {
    name: 'stay',
    label: 'Keep me signed in',
    explanation: 'Stores a random number that tells the site it is still you, so that you can sign in.',
    without: 'Without it you can read and search, but you cannot sign in.',
    isInUse: true,
    retention: 'session_stay',
    clause: 'N15',
  },
  {
    name: 'use',
    label: 'Count how the site is used',
    explanation:
      'Would store a random number, so that we can count which pages are read. We would only look at totals.',
    without: 'Without it your visit is not counted this way.',
    isInUse: false,
    retention: 'cookie_use',
    clause: 'N15',
  },
  {
    name: 'seen',
    label: 'Remember which messages I have seen',
    explanation: 'Would store the numbers of the site messages you closed, so that they stay closed.',
    without: 'Without it site messages are shown on each visit.',
    isInUse: false,
    retention: 'cookie_seen',
    clause: 'N15',
  },
  {
    name: 'survey',
    label: 'Keep my survey answers while I fill one in',
    explanation: 'Would store a random number that leads to your unfinished answers on our server.',
    without: 'Without it a survey is one page that you send in one go.',
    isInUse: false,
    retention: 'survey_draft',
    clause: 'N15',
  },
  {
    name: 'chat',
    label: 'Keep a live chat with our support together',
    explanation: 'Stores a random number, so that your messages and our answers stay in one conversation.',
    without:
      'Without it you can write to us with a form, and we answer by mail. Members need no such cookie.',
    isInUse: true,
    retention: 'chat_live_cookie',
    clause: 'N15',
  },
]

export const purposeNames: readonly Purpose[] = purposes.map((purpose) => purpose.name)

/** Where a person was asked. */
export type ConsentManner = 'banner' | 'choices' | 'sign-in' | 'sign-up' | 'talk'

/** The words of the banner, of the two tick boxes and of the question before a live chat: the ledger quotes them, so a test compares them with the views. */
const askedWith: Record<Exclude<ConsentManner, 'choices'>, string> = {
  banner:
    'May we store cookies? They would keep you signed in, count how the site is used, remember which messages you have seen, ' +
    'and hold surveys and support chats together. Reading needs none. If you say no, one cookie remembers that.',
  'sign-in':
    'Signing in needs a sign-in cookie. Allow it? It holds a random number that tells us it is still you, and nothing else. ' +
    'Without it you can read, report and ask for your data, but not sign in.',
  'sign-up':
    'Sign me in at once, with a sign-in cookie. The cookie holds a random number that tells us it is still you. ' +
    'Without it the account is made all the same, and you are asked again when you sign in.',
  talk:
    'A live chat needs the chat cookie. May we store it? It holds a random number that keeps your messages and our answers ' +
    'in one conversation, and nothing else. Without it you can write to us with the form below, and we answer by mail.',
}

/** Whole seconds, never without an end: storage has to be limited (UK GDPR Art 5(1)(e)). */
export function maxAgeOf(name: Purpose | 'choice'): number {
  const key = purposes.find((purpose) => purpose.name === name)?.retention ?? 'cookie_choice'
  const { days } = config.retention[key]
  if (days === null) throw new Error(`The cookie "${name}" needs an end.`)
  return days * 86_400
}

/** What the person was told about the purpose there, as one text. */
export function wordsShown(name: Purpose, how: ConsentManner): string {
  if (how !== 'choices') return askedWith[how]
  const words = purposes.find((purpose) => purpose.name === name)
  if (!words) throw new Error(`There is no purpose "${name}".`)
  return `${words.label}. ${words.explanation} ${words.without}`
}
