import { now } from '../clock.ts'
import { log } from '../log.ts'
import { tellAdmins } from './admin-news.ts'
import { Cases, moveCase } from './case.ts'
import { isParty } from './case-reach.ts'
import type { Case, Clock } from './case-record.ts'
import type { ClockName } from './clock-rules.ts'
import { alarmDue, share } from './clocks.ts'
import { isWorkingTime } from './due.ts'
import { isMissed, isRunning } from './misses.ts'

export const clockWords: Partial<Record<ClockName, string>> = {
  acknowledge: 'saying that we have it',
  'acknowledge-latest': 'saying that we have it',
  triage: 'sorting it',
  investigate: 'beginning to look into it',
  interim: 'keeping it hidden without a decision',
  decide: 'deciding it',
  'decide-latest': 'deciding it at the latest',
  appeal: 'deciding about the objection',
}

type Ringing = Pick<Case, 'ref' | 'state' | 'clocks' | 'misses' | 'interim' | 'parties' | 'openedAt'>

/** A miss is told also where what was late is done by now. */
function alarmOf(found: Ringing, clock: Clock): 50 | 80 | 100 | undefined {
  const { alarmed, from = found.openedAt } = clock
  if (isMissed(found, clock)) return alarmDue(alarmed / 100, 1)
  if (!isRunning(found, clock)) return undefined
  const gone = share({ ...clock, isWorkingTime: isWorkingTime(found.state, clock) }, from, now())
  return alarmDue(alarmed / 100, gone)
}

function newsOf({ ref }: Ringing, { name, due }: Clock, level: number) {
  const what = clockWords[name] ?? name
  const isOver = level === 100
  return {
    kind: 'case' as const,
    title: isOver
      ? `Case ${ref}: the time for ${what} is over`
      : `Case ${ref}: ${level} % of the time for ${what} is gone`,
    text: isOver
      ? 'Say in the case why the time was missed; then it can be decided.'
      : `It ends on ${due.toISOString().slice(0, 16).replace('T', ' at ')} UTC.`,
    href: `/review/${ref}`,
    once: `clock:${ref}:${name}:${due.getTime()}:${level}`,
  }
}

/** The admins hear of it first: whatever breaks before it is noted, they hear of it once. A miss is noted with any move. */
async function ring(found: Ringing, clock: Clock, level: 50 | 80 | 100): Promise<void> {
  // Whoever is part of a case learns nothing of how it goes.
  await tellAdmins(newsOf(found, clock, level), (admin) => isParty(admin, found))
  const isThis = ({ name, due }: Clock) => name === clock.name && due.getTime() === clock.due.getTime()
  await moveCase(found.ref, {
    events: [],
    set: ({ clocks }) => ({
      clocks: clocks.map((one) => (isThis(one) ? { ...one, alarmed: Math.max(one.alarmed, level) } : one)),
    }),
  })
}

/** There may be very many cases, each with a long history: only what tells the time is read. */
const needed = 'ref state clocks misses interim.until interim.reviewBy parties openedAt'

/** At once, for one whose clocks are about to be replaced: what is over by then is told and counted first. As often as wanted. */
export async function ringCase(found: Ringing): Promise<void> {
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

/** Run by the timetable: at half of a clock's time, at four fifths, and when it is over. */
export async function ringAlarms(): Promise<void> {
  for await (const found of Cases.find({ isWaiting: true }).select(needed).lean<Ringing[]>().cursor())
    await ringCase(found)
}
