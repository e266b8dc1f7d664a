import type { LogLine } from './log-line.ts'

type Said = Omit<LogLine, '_id' | 'once'>

/** A word that came later than this page is shown as it is stored. */
const lookUp = (words: Record<string, string>, name: string): string =>
  Object.hasOwn(words, name) ? (words[name] ?? name) : name

const subjects: Record<LogLine['subjectKind'], string> = {
  post: 'a post',
  message: 'a message in a chat',
  topic: 'a topic',
  image: 'a picture',
  tag: 'a tag on a picture',
  profile: 'a profile',
  reactions: 'reactions',
  other: 'something else',
}

const outcomes: Record<NonNullable<LogLine['outcome']>, string> = {
  upheld: 'the complaint was right',
  partly: 'the complaint was partly right',
  not_upheld: 'the complaint was not right',
  no_basis: 'the complaint had no basis',
}

const kinds: Record<string, string> = {
  'intimate-image': 'An intimate picture, shown without consent',
  'child-abuse': 'Sexual abuse of a child',
  danger: 'Danger to somebody',
  defamation: 'Defamation',
  illegal: 'Unlawful content',
  'child-harm': 'Harmful to children',
  privacy: 'Somebody’s privacy',
  rights: 'Copyright and other rights',
  rules: 'The rules of the forum',
  service: 'How we run the forum',
}

const measures: Record<string, string> = {
  none: 'nothing was changed',
  keep: 'it stays where it is',
  hide: 'hidden from everybody but its author',
  remove: 'removed for everybody',
  limit: 'the account can read but not post',
  suspend: 'the account is suspended for a time',
  close: 'the account is closed',
}

/** "About a post, after an objection: the complaint was not right" */
export function sayWhat({ event, subjectKind, outcome }: Said): string {
  const about = `About ${lookUp(subjects, subjectKind)}`
  const result = outcome === null ? 'decided' : lookUp(outcomes, outcome)
  const said: Record<LogLine['event'], string> = {
    decided: `${about}: ${result}`,
    'appeal-decided': `${about}, after an objection: ${result}`,
    interim: `${about}: a first step, until it is decided`,
    renewed: `${about}: the first step lasts longer, by the word of a second person`,
    lapsed: `${about}: a measure ended, because its time was over`,
    restored: `${about}: put back`,
    ordered: `${about}: an authority ordered us to act`,
  }
  return said[event] ?? about
}

export function sayKind({ kind }: Said): string {
  return lookUp(kinds, kind)
}

/** "Hidden from everybody but its author; the account is closed" */
export function sayMeasures({ measures: names }: Said): string {
  const text = names.map((name) => lookUp(measures, name)).join('; ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

export function sayGround({ ground }: Said): string | undefined {
  return ground ? `${ground.kind === 'law' ? 'Law' : 'Rule'}: ${ground.ref}` : undefined
}

export function sayDecider({ automated }: Said): string {
  return automated ? 'By a program' : 'By a person'
}

/** "24 November 2026" */
export function sayDay({ at }: Pick<Said, 'at'>): string {
  return Temporal.PlainDate.from(at).toLocaleString('en-GB', { dateStyle: 'long' })
}
