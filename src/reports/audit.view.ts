import type { Account } from '../auth/account.ts'
import { type AuditLine, AuditLines, verifyAudit } from '../auth/audit.ts'
import { findPeople } from '../auth/people.ts'
import { cutPage } from '../forum/cursor.ts'
import { casesOf, knownCases } from './former-parties.ts'

const PAGE = 100

const actWords: Record<string, string> = {
  'case:opened-page': 'opened the page of a case',
  'case:looked-at-pictures': 'asked for pictures that are shown to nobody by chance',
  'case:claimed': 'took a case',
  'case:released': 'gave a case back',
  'case:released-other': 'released a case that somebody else had',
  'case:found': 'opened a case about something they found',
  'case:ordered': 'wrote down an order',
  'case:widened': 'added things to a case',
  'case:narrowed': 'took things out of a case',
  'case:retracked': 'gave a case another kind',
  'case:decided': 'decided a case',
  'case:given': 'asked somebody for a second opinion on a case',
  'case:taken-back': 'took a case back from a second person',
  'case:decided-second': 'decided a case as its second person',
  'interim:hidden': 'hid something until it is decided',
  'interim:kept': 'left something up until it is decided',
  'interim:restored': 'showed again what was hidden until it is decided',
  'interim:renewed': 'kept something hidden for longer',
  'proposal:made': 'proposed a decision',
  'proposal:agreed': 'agreed to a proposed decision',
  'proposal:declined': 'did not agree to a proposed decision',
  'proposal:withdrawn': 'withdrew a proposed decision',
  'question:asked': 'asked a question about a case',
  'share:approved': 'agreed to share a part of a complaint',
  'share:refused': 'refused to share a part of a complaint',
  'reviewer:invited': 'invited a second reviewer',
  'reviewer:uninvited': 'took an invitation back',
  'reviewer:accepted': 'became a second reviewer',
  'reviewer:ended': 'made a second reviewer a member again',
  'note:added': 'wrote a note',
  'lessons:written': 'wrote down what was learnt from a case',
  'clock:explained': 'said why a time was missed',
  'misuse:proposed': 'proposed a step against misuse of reporting',
  'misuse:answered': 'answered a proposed step against misuse of reporting',
  'misuse:reviewed': 'decided an objection to such a step',
  'reporter:trusted': 'made somebody a trusted reporter',
  'reporter:untrusted': 'ended that somebody is a trusted reporter',
  'rules:changed': 'changed the rules',
  'phrases:changed': 'changed the saved sentences',
  'role:member': 'took a role from somebody: a member again',
  'role:reviewer': 'made somebody a second reviewer',
  'role:moderator': 'made somebody a moderator',
  'role:admin': 'made somebody an admin',
  'role:first-admin': 'became the first admin',
  'topic:pinned': 'pinned a topic',
  'topic:unpinned': 'unpinned a topic',
  'topic:closed': 'closed a topic to new replies',
  'topic:reopened': 'opened a topic to new replies again',
  'topic:moved': 'moved a topic to another board',
  'board:made': 'made a board',
  'board:changed': 'changed a board',
  'board:archived': 'archived a board',
  'board:reopened': 'opened an archived board again',
  'announcement:made': 'announced something',
  'announcement:withdrawn': 'withdrew an announcement',
  'room:made': 'made a chat room',
  'room:changed': 'changed a chat room',
  'room:archived': 'archived a chat room',
  'room:reopened': 'opened an archived chat room again',
  'direct:wrote': 'wrote a private message to a member under 18',
  'support:opened': 'opened a conversation with the support',
  'support:entered': 'wrote down a call or a mail',
  'support:claimed': 'took a conversation with the support',
  'support:released': 'gave a conversation with the support back',
  'support:released-other': 'released a conversation that somebody else had',
  'support:answered': 'answered somebody who wrote to the support',
  'support:noted': 'wrote a note beside a conversation with the support',
  'support:closed': 'closed a conversation with the support',
  'case:read-again': 'read again whether a complaint had no basis',
}

export interface Wanted {
  before: number | undefined
  case: string | undefined
}

const address = (wanted: Record<string, string | undefined>) => {
  const given = Object.entries(wanted).flatMap(([name, value]) => (value ? [[name, value]] : []))
  return `/admin/audit${given.length > 0 ? `?${new URLSearchParams(given)}` : ''}`
}

/**
 * Without the cases that the reader is or was part of: who handles a complaint about them is not for them to know. Lines of a
 * case that went before it was kept who was part of it are shown to nobody, as it might be anybody's.
 */
async function findLines(reader: Account, { before, case: ref }: Wanted): Promise<AuditLine[]> {
  const own = await casesOf(reader._id)
  const lines: AuditLine[] = []
  for (let last = before; lines.length <= PAGE; ) {
    const older = last === undefined ? {} : { number: { $lt: last } }
    const found = await AuditLines.find({ ...older, caseRef: { $nin: own, ...(ref && { $eq: ref }) } })
      .sort({ number: -1 })
      .limit(PAGE + 1)
      .lean<AuditLine[]>()
      .exec()
    const known = await knownCases([...new Set(found.flatMap(({ caseRef }) => caseRef ?? []))])
    lines.push(...found.filter(({ caseRef }) => caseRef === null || known.has(caseRef)))
    if (found.length <= PAGE) break
    last = found.at(-1)?.number
  }
  return lines.slice(0, PAGE + 1)
}

const places: Record<string, (id: string) => { words: string; href?: string }> = {
  topic: (id) => ({ words: `topic ${id}`, href: `/t/${id}` }),
  board: (id) => ({ words: `board “${id}”`, href: `/c/${id}` }),
  room: (id) => ({ words: `chat room “${id}”`, href: `/chat/${id}` }),
  announcement: (id) => ({ words: 'the announcement', href: `/announcements/${id}` }),
  support: (id) => ({ words: `conversation ${id}`, href: `/support/${id}` }),
}

/** "topic:12" as a link; its title may be hidden, or gone. Nobody else may enter what two say to each other. */
function placeOf(about: string): { words: string; href?: string } | undefined {
  const [noun = '', id = ''] = about.split(':')
  return places[noun]?.(id)
}

/** What the staff did, newest first, and whether any of it was altered since. Reading it changes nothing. */
export async function showAudit(reader: Account, wanted: Wanted) {
  const { items, next } = cutPage(await findLines(reader, wanted), PAGE, ({ number }) => String(number))
  const people = await findPeople(items.flatMap(({ by }) => (by ? [String(by)] : [])))
  const { count, fault } = await verifyAudit()
  return {
    case: wanted.case ?? '',
    lines: items.map(({ number, at, by, act, caseRef, about, hash }) => ({
      number,
      at,
      by: by ? (people.get(String(by))?.name ?? 'a former member') : 'a former member',
      act,
      words: actWords[act] ?? act,
      caseRef,
      place: about && placeOf(about),
      mark: hash.slice(0, 12),
    })),
    chain: { count, isWhole: fault === undefined, fault: fault ?? null },
    next: next && address({ before: next, case: wanted.case }),
    previous: wanted.before === undefined ? undefined : address({ case: wanted.case }),
  }
}
