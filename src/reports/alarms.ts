import { Accounts } from '../auth/account.ts'
import { now } from '../clock.ts'
import { log } from '../log.ts'
import { notify } from '../notifications/notification.ts'
import { Cases, moveCase } from './case.ts'
import { isParty } from './case-reach.ts'
import type { Case, Clock } from './case-record.ts'
import type { CaseEvent } from './case-state.ts'
import type { ClockName } from './clock-rules.ts'
import { alarmDue, share } from './clocks.ts'
import { kinds } from './kinds.ts'

export const clockWords: Partial<Record<ClockName, string>> = {
  acknowledge: 'saying that we have it',
  'acknowledge-latest': 'saying that we have it',
  triage: 'sorting it',
  decide: 'deciding it',
  'decide-latest': 'deciding it at the latest',
  progress: 'telling how it stands',
  appeal: 'deciding about the objection',
}

type Ringing = Pick<Case, 'ref' | 'state' | 'clocks' | 'parties' | 'openedAt' | 'history'>

/** Of these a miss is counted, and takes a reason before anybody decides. */
const counted: readonly ClockName[] = ['triage', 'decide', 'appeal']

/** Does it still run? One that is met rings no more. */
function isRunning({ state }: Ringing, name: ClockName): boolean {
  const isNew = state.name === 'received' || state.name === 'acknowledged'
  if (name === 'appeal') return state.name === 'appealed'
  if (state.name === 'appealed' || state.name === 'decided') return false
  if (name === 'acknowledge' || name === 'acknowledge-latest')
    return state.name === 'received' && state.hasReporter
  return name !== 'triage' || isNew
}

function startOf({ openedAt, history }: Ringing, name: ClockName): Date {
  const appeal = history.findLast(({ act }) => act === 'appealed')
  return name === 'appeal' && appeal ? appeal.at : openedAt
}

function alarmOf(found: Ringing, { name, due, isLaw, alarmed }: Clock): 50 | 80 | 100 | undefined {
  if (!isRunning(found, name)) return undefined
  const rule = kinds[found.state.kind].clocks.find((one) => one.name === name)
  const isWorkingTime = rule?.unit.startsWith('working') ?? false
  const gone = share({ name, due, isLaw, isWorkingTime }, startOf(found, name), now())
  return alarmDue(alarmed / 100, gone)
}

/** Whoever is part of a case learns nothing of how it goes. */
async function tellAdmins(found: Ringing, { name, due }: Clock, level: number): Promise<void> {
  const what = clockWords[name] ?? name
  for (const admin of await Accounts.find({ role: 'admin', state: 'active' }, '_id').lean()) {
    if (isParty(admin, found)) continue
    await notify({
      account: String(admin._id),
      kind: 'case',
      title:
        level === 100
          ? `Case ${found.ref}: the time for ${what} is over`
          : `Case ${found.ref}: ${level} % of the time for ${what} is gone`,
      text:
        level === 100
          ? 'Say in the case why the time was missed; then it can be decided.'
          : `It ends on ${due.toISOString().slice(0, 16).replace('T', ' at ')} UTC.`,
      href: `/review/${found.ref}`,
      once: `clock:${found.ref}:${name}:${due.getTime()}:${level}`,
    })
  }
}

/** The admins hear of it first: whatever breaks before it is noted, they hear of it once. */
async function ring(found: Ringing, clock: Clock, level: 50 | 80 | 100): Promise<void> {
  await tellAdmins(found, clock, level)
  const isNoted = ({ clocks }: Case) =>
    clocks.some(({ name, alarmed }) => name === clock.name && alarmed >= level)
  await moveCase(found.ref, {
    events: (current): CaseEvent[] =>
      level === 100 && counted.includes(clock.name) && isRunning(current, clock.name) && !isNoted(current)
        ? [{ type: 'missed', clock: clock.name }]
        : [],
    set: ({ clocks }) => ({
      clocks: clocks.map((one) =>
        one.name === clock.name ? { ...one, alarmed: Math.max(one.alarmed, level) } : one,
      ),
    }),
  })
}

/** There may be very many cases, each with a long history: only what tells the time is read. */
const needed = {
  ...{ ref: 1, state: 1, clocks: 1, parties: 1, openedAt: 1 },
  history: { $filter: { input: '$history', as: 'one', cond: { $eq: ['$$one.act', 'appealed'] } } },
}

/** Run by the timetable: at half of a clock's time, at four fifths, and when it is over. */
export async function ringAlarms(): Promise<void> {
  for await (const found of Cases.find({ isWaiting: true })
    .select(needed as object as Record<string, 1>)
    .lean<Ringing[]>()
    .cursor())
    for (const clock of found.clocks) {
      const level = alarmOf(found, clock)
      if (level === undefined) continue
      try {
        await ring(found, clock, level)
      } catch (error) {
        log.error({ err: error, case: found.ref, clock: clock.name }, 'an alarm could not be rung')
      }
    }
}
