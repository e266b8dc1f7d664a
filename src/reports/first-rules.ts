import type { Rule } from './rule.ts'

const written: readonly (readonly [title: string, text: string])[] = [
  [
    'Be kind',
    `Write as you would talk to somebody sitting beside you. You may disagree with anything that is said here; please do not insult, mock or threaten the person who said it.
Do not follow people around, and do not get others to gang up on them. If somebody asks you to leave them alone, do.`,
  ],
  [
    'Nothing that is against the law',
    `Do not post what the law forbids, and do not ask or help others to break it.
Sexual words or pictures about anybody under 18 are never allowed, whether they are real, drawn or made by a computer. The same goes for intimate pictures of anybody who has not agreed to it.`,
  ],
  [
    'No hate',
    `Nobody is worth less because of their skin colour, where they come from, their religion, a disability, their age, whether they are a man or a woman, whom they love or how they see themselves. Do not attack people for it.
Do not praise violence, or people who call for it.`,
  ],
  [
    'Leave private things private',
    `Do not post where somebody lives, learns or works, their telephone number, their private messages, or pictures of them, unless they said that you may.
Be careful with your own details, too: everybody can read what you write on an open board.`,
  ],
  [
    'No spam and no scams',
    `Do not post the same thing over and over, and do not join only to advertise. If you have something to do with what you recommend, say so.
Never try to get at somebody’s money, passwords or account by a trick.`,
  ],
  [
    'Mark what is not for everybody',
    `Young people read here. Put what is frightening, bloody or gives away an ending behind a spoiler, and say in the title what your topic is about.
Pornography has no place here. Nor has anything that talks people into hurting themselves, starving themselves or trying something dangerous. Asking for help with these things is always welcome.`,
  ],
  [
    'Be yourself and stay on the subject',
    `Do not pretend to be another person, and do not pass somebody else’s work off as yours. If you were asked to take a break, do not come back under another name.
Write where it fits. If a new thought comes up, begin a new topic for it.`,
  ],
]

/** What a fresh forum starts with; its admins make these rules their own. */
export const firstRules: readonly Rule[] = written.map(([title, text], at) => ({
  number: at + 1,
  title,
  text,
}))
