import { setTimeout as wait } from 'node:timers/promises'
import { model, type Types } from 'mongoose'
import { appendAct } from '../auth/audit.ts'
import { newAct } from '../auth/staff-act.ts'
import { now } from '../clock.ts'
import { insertion, type Write } from '../database/in-order.ts'
import { takeQuickly } from '../database/numbers.ts'
import { Conflict } from '../errors.ts'
import type { Case, CaseEntry } from './case-record.ts'
import { caseSchema } from './case-schema.ts'
import type { CaseEvent, CaseState } from './case-state.ts'
import { withStarted } from './due.ts'
import { leftUp } from './kept-up.ts'
import { asEvents, missesBefore } from './misses.ts'
import { flagsOf, freshCase, type Opening } from './opening.ts'
import { next } from './states.ts'

export type { Case, CaseEntry, CaseSubject, Interim } from './case-record.ts'

export const Cases = model<Case>('Case', caseSchema, 'cases')

/** The reference of the case that is opened next. */
export async function nextCaseRef(): Promise<string> {
  return `C-${await takeQuickly('case')}`
}

/** The write that opens it; done where no case about the same is open. */
export function openingWrite(opening: Opening, ref: string): Write {
  return insertion(Cases, freshCase(opening, ref))
}

/** Whoever comes at the same moment gets the same case. @returns it, and whether it was opened just now, by this call */
export async function openCase(opening: Opening, ref?: string): Promise<{ found: Case; isNew: boolean }> {
  const { subject } = opening
  const fresh = freshCase(opening, ref ?? (await nextCaseRef()))
  try {
    await Cases.collection.insertOne(fresh)
    return { found: fresh, isNew: true }
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error
    const found = await findUndecided(subject, ...(fresh.things ?? []))
    return found ? { found, isNew: false } : openCase(opening)
  }
}

/** The one that is about a thing, or about the first found of several. */
export async function findUndecided(...things: string[]): Promise<Case | undefined> {
  const about = { $in: things }
  const both = { $or: [{ subject: about }, { things: about }] }
  return (await Cases.findOne({ isUndecided: true, ...both }).lean()) ?? undefined
}

export async function findCase(ref: string): Promise<Case | undefined> {
  return (await Cases.findOne({ ref }).lean()) ?? undefined
}

/** Moved by events alone, added to, or never changed. */
type Fixed =
  | ('_id' | 'ref' | 'origin' | 'kinds' | 'openedAt' | 'history' | 'misses' | 'unnoted')
  | ('state' | 'version' | 'isOpen' | 'isWaiting' | 'isUndecided')

/** Beside the state. */
type Change = Partial<Omit<Case, Fixed>>

export interface Step {
  events: CaseEvent[] | ((found: Case) => CaseEvent[])
  entry?: Omit<CaseEntry, 'at'> | ((found: Case) => Omit<CaseEntry, 'at'> | undefined)
  /** What the audit says of whoever made the entry; written in the same step, so that a killed process loses no line. */
  act?: string
  set?: Change | ((found: Case) => Change | Promise<Change>)
  /** Reports, and who has a part in them. As often as wanted. */
  joining?: Joining | ((found: Case) => Promise<Joining>)
}

type Joining = Pick<Case, 'parties' | 'kinds' | 'evidence'>

const TRIES = 200

/**
 * Moves a case by what the states allow, from whatever state it is in at that moment. A time that is over is noted first.
 * @throws Refused
 */
export async function moveCase(ref: string, { events, entry, act, set = {}, joining }: Step): Promise<Case> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const found = await findCase(ref)
    if (!found) throw new Error(`There is no case ${ref}.`)
    const list = typeof events === 'function' ? events(found) : events
    const misses = missesBefore(found, list, now())
    const state = [...asEvents(misses), ...list].reduce<CaseState>(next, found.state)
    const more = typeof set === 'function' ? await set(found) : set
    const clocks = withStarted(more.clocks ?? found.clocks, found.state, state)
    const said = typeof entry === 'function' ? entry(found) : entry
    const kept = more.interim ? undefined : leftUp(found, list, state)
    const entries = [kept?.entry, said].flatMap((one) => (one ? [{ at: now(), ...one }] : []))
    const added = typeof joining === 'function' ? await joining(found) : joining
    const moved = await Cases.findOneAndUpdate(
      { ref, version: found.version },
      {
        $set: { state, ...flagsOf(state), ...(kept && { interim: kept.interim }), ...more, clocks },
        $inc: { version: 1 },
        $push: {
          ...(misses.length > 0 && { misses: { $each: misses } }),
          ...(entries.length > 0 && { history: { $each: entries } }),
          ...(act && said?.by && { unnoted: newAct(act, said.by, now()) }),
        },
        ...(added && {
          $addToSet: {
            kinds: { $each: added.kinds },
            evidence: { $each: added.evidence },
            parties: { $each: added.parties },
          },
        }),
      },
      { returnDocument: 'after' },
    ).lean()
    if (moved) return noteCase(moved)
    // Many at once: those who come again in step would only meet again.
    await wait(Math.random() * Math.min(100, 5 * tries))
  }
  throw new Conflict('Many people are at work on this case right now. Please try again.')
}

/** As often as wanted. */
export async function noteCase(found: Case): Promise<Case> {
  const { ref, unnoted = [] } = found
  for (const { _id, kind, by, at } of unnoted) {
    if (by) await appendAct({ by, act: kind, caseRef: ref, at, once: `${ref}:${_id}` })
    await Cases.updateOne({ ref }, { $pull: { unnoted: { _id } } })
  }
  return found
}

/** For one person at a time, and visibly. @throws Conflict where somebody else has it */
export async function claimCase(ref: string, by: Types.ObjectId): Promise<Case> {
  const found = await findCase(ref)
  if (found?.assignee?.equals(by)) return found
  const claimed = await Cases.findOneAndUpdate(
    { ref, assignee: null },
    { $set: { assignee: by }, $push: { history: { at: now(), by, act: 'claimed', words: '' } } },
    { returnDocument: 'after' },
  ).lean()
  if (!claimed) throw new Conflict('Somebody else has just taken this case.')
  return claimed
}

/** @returns false where it was not theirs */
export async function releaseCase(
  ref: string,
  from: Types.ObjectId,
  said: Pick<CaseEntry, 'by' | 'words'>,
): Promise<boolean> {
  const released = await Cases.updateOne(
    { ref, assignee: from },
    { $set: { assignee: null }, $push: { history: { at: now(), act: 'released', ...said } } },
  )
  return released.matchedCount > 0
}

/** @returns the case, where it was not theirs to look at before */
export async function giveCase(
  ref: string,
  { to, by, words }: { to: Types.ObjectId; by: Types.ObjectId; words: string },
): Promise<Case | undefined> {
  const given = await Cases.findOneAndUpdate(
    { ref, isOpen: true, givenTo: { $ne: to } },
    { $push: { givenTo: to, history: { at: now(), by, act: 'given', words } } },
    { returnDocument: 'after' },
  ).lean()
  return given ?? undefined
}

/** @returns false where it was not theirs */
export async function takeBackCase(
  ref: string,
  { from, by, words }: { from: Types.ObjectId; by: Types.ObjectId; words: string },
): Promise<boolean> {
  const taken = await Cases.updateOne(
    { ref, givenTo: from },
    { $pull: { givenTo: from }, $push: { history: { at: now(), by, act: 'taken-back', words } } },
  )
  return taken.matchedCount > 0
}

/** For somebody who reviews no more. */
export async function takeBackAll(from: Types.ObjectId): Promise<void> {
  await Cases.updateMany({ givenTo: from }, { $pull: { givenTo: from } })
}

/** With a time of its own it is written once, however often it is told. */
export async function noteInCase(ref: string, entry: Omit<CaseEntry, 'at'> & { at?: Date }): Promise<void> {
  const isNew = entry.at && { history: { $not: { $elemMatch: entry } } }
  await Cases.updateOne({ ref, ...isNew }, { $push: { history: { at: now(), ...entry } } })
}

export async function endPending(ref: string, key: number): Promise<void> {
  await Cases.updateOne({ ref, 'pending.key': key }, { $set: { pending: null } })
}
