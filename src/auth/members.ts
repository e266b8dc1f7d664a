import { now } from '../clock.ts'
import { type Account, Accounts } from './account.ts'
import { lastDay, ownRestriction, type Restrictable, type Restriction } from './restriction.ts'
import { Sessions } from './session.ts'

/** What admins see in the list: no address, they need none to give a role. */
export type Member = Pick<Account, 'username' | 'name' | 'role' | 'state' | 'confirmedAt' | 'createdAt'> & {
  restriction: (Pick<Restriction, 'kind' | 'decision' | 'href' | 'until'> & { lastDay: string | null }) | null
}

const PAGE = 50
const shown = {
  username: 1,
  usernameKey: 1,
  name: 1,
  role: 1,
  state: 1,
  confirmedAt: 1,
  createdAt: 1,
  sanctions: 1,
} as const

function escapePattern(text: string): string {
  return text.replace(/[^a-z0-9]/g, '\\$&')
}

function toMember(row: Omit<Member, 'restriction'> & Restrictable): Member {
  const { username, name, role, state, confirmedAt, createdAt } = row
  const own = ownRestriction(row)
  const restriction = own
    ? {
        kind: own.kind,
        decision: own.decision,
        href: own.href,
        until: own.until,
        lastDay: own.until && lastDay(own.until),
      }
    : null
  return { username, name, role, state, confirmedAt, createdAt, restriction }
}

/**
 * Members by user name, those whose name begins with `q`.
 * @param after the last user name of the page before
 */
export async function listMembers({ q, after }: { q: string; after: string }): Promise<{
  members: Member[]
  next: string | undefined
}> {
  const key = {
    ...(q && { $regex: `^${escapePattern(q.toLowerCase())}` }),
    ...(after && { $gt: after.toLowerCase() }),
  }
  const filter = Object.keys(key).length > 0 ? { usernameKey: key } : {}
  const rows = await Accounts.find(filter, shown)
    .sort({ usernameKey: 1 })
    .limit(PAGE + 1)
    .lean()
  const page = rows.slice(0, PAGE)
  return {
    members: page.map(toMember),
    next: rows.length > PAGE ? page.at(-1)?.usernameKey : undefined,
  }
}

export interface MemberCounts {
  members: number
  unconfirmed: number
  awaitingGuardian: number
  staff: number
  sessions: number
}

export async function countMembers(): Promise<MemberCounts> {
  const [members, unconfirmed, awaitingGuardian, staff, sessions] = await Promise.all([
    Accounts.countDocuments({}),
    Accounts.countDocuments({ confirmedAt: null }),
    Accounts.countDocuments({ state: 'awaiting-guardian' }),
    Accounts.countDocuments({ role: { $in: ['moderator', 'admin'] } }),
    Sessions.countDocuments({ expires: { $gt: now() } }),
  ])
  return { members, unconfirmed, awaitingGuardian, staff, sessions }
}
