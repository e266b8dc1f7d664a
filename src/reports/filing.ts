import { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { now } from '../clock.ts'
import { Invalid } from '../errors.ts'
import { log } from '../log.ts'
import { acceptFile, type Incoming } from '../media/accept.ts'
import { removeImagesAt } from '../media/removal.ts'
import { freezeAll, loadEvidence, numbered } from './evidence.ts'
import { fileFirst } from './first-complaint.ts'
import { hideByRule, joinCase, planCase } from './intake.ts'
import { wasJudgedToStay } from './judged-before.ts'
import { type KindName, kinds } from './kinds.ts'
import { mailReceipt, mayHaveReceipt } from './letters.ts'
import type { NewReport, Taken } from './new-report.ts'
import { findOlder } from './older-version.ts'
import { canReachPosters } from './poster.ts'
import { findUnsettled, markAcknowledged, markReceiptMailed, type Report, takeReport } from './report.ts'
import { secretOf } from './report-link.ts'
import type { Channel } from './report-record.ts'
import { refuseSuspended } from './reporter-record.ts'
import { findSubject, type Subject, subjectKey } from './subject.ts'
import { isTrusted } from './trusted.ts'
import { newestOf } from './version.ts'

export const MOST_ADDRESSES = 20
export const MOST_ATTACHMENTS = 5

/** What a form says. */
export interface Complaint {
  about: string[]
  /** Of the first of these: the version that stood in the form. */
  revision?: number | undefined
  kind: KindName
  details: string
  answers: Record<string, string>
  name: string
  email: string
  files: Incoming[]
  /** False where this person has taken so much out of sight lately that a person looks first. */
  isHiding?: boolean | undefined
  /** Absent where it came with the form. */
  channel?: Channel
}

/** What the complaint is about, all of it. @throws Invalid naming the address that leads nowhere; Gone, NotFound where it is the only one */
async function findSubjects(
  reporter: Account | undefined,
  [first, ...rest]: readonly string[],
): Promise<[Subject, ...Subject[]]> {
  if (first === undefined)
    throw new Invalid({ about: 'Please say what it is about: an address on this site.' })
  if (rest.length >= MOST_ADDRESSES)
    throw new Invalid({ about: `Please give at most ${MOST_ADDRESSES} addresses; you can report again.` })
  if (rest.length === 0) return [await numbered(await findSubject(reporter, first))]
  const subjects: Subject[] = []
  for (const address of [first, ...rest])
    try {
      subjects.push(await numbered(await findSubject(reporter, address)))
    } catch {
      throw new Invalid({
        about: `There is nothing that you can read at ${address.slice(0, 200)}. Please check it, or leave it out.`,
      })
    }
  return subjects as [Subject, ...Subject[]]
}

/** Pictures that show what happened: staff see them, nobody else. */
async function keepAttachments(
  report: Types.ObjectId,
  files: readonly Incoming[],
): Promise<Types.ObjectId[]> {
  const place = { kind: 'evidence' as const, id: String(report) }
  const kept: Types.ObjectId[] = []
  for (const file of files) {
    const accepted = await acceptFile(file, { owner: report, place, alt: '' })
    if ('image' in accepted) {
      kept.push(accepted.image._id)
      continue
    }
    await removeImagesAt(place)
    throw new Invalid({ attachments: accepted.why })
  }
  return kept
}

/**
 * Takes a complaint from anybody. When it returns, it stands, with what it is about as it is now, and belongs to a case; the
 * receipt is on its way.
 * @throws Invalid, NotFound, Gone
 */
export async function fileReport(reporter: Account | undefined, complaint: Complaint): Promise<Taken> {
  await refuseSuspended(reporter, complaint)
  const about = [...new Set(complaint.about)]
  const _id = new Types.ObjectId()
  const subjects = (await findSubjects(reporter, about)).map(ownMatter(_id, complaint)) as Found
  const older = await findOlder(subjects, about, complaint.revision)
  const { kind, details, answers, name, email } = complaint
  const attachments = await keepAttachments(_id, complaint.files)
  const given = {
    ...{ _id, kind, details, answers, attachments, reporter, name, email },
    channel: complaint.channel ?? 'form',
    isTrusted: reporter !== undefined && (await isTrusted(reporter._id)),
    posterContactable: await canReachPosters(kind, subjects),
  }
  const first = older.length > 0 ? undefined : await fileFirst(given, subjects)
  if (first?.isAcknowledged) return first.taken
  const { taken, isInCase, things } = first
    ? { ...first, things: subjects }
    : await fileAnother(given, subjects, older)
  await settle(taken.report, things, { isInCase, isHiding: complaint.isHiding })
  await acknowledge(taken)
  return taken
}

type Found = [Subject, ...Subject[]]

/** Complaints about the site as a whole have nothing in common but that: each is a matter, and a case, of its own. */
const ownMatter =
  (report: Types.ObjectId, { kind }: Complaint) =>
  (subject: Subject): Subject =>
    kind === 'service' && subject.path === '/' ? { ...subject, id: `/#${report}` } : subject

/** One of several complaints about something, or about several things, or about words that were edited meanwhile. */
async function fileAnother(given: NewReport, found: Found, older: readonly Subject[]) {
  const { subjects, evidence: newest } = await freezeAll(found)
  const seen = await freezeAll(older)
  const evidence = [...newest, ...seen.evidence]
  const things = [...subjects, ...seen.subjects].map((one) => `${subjectKey(one)}@${one.revision}`)
  const taken = await takeReport(given, { things, evidence, case: await planCase(subjects[0]) })
  return { taken, isInCase: false, things: subjects }
}

interface Known {
  /** Its case is open with it already. */
  isInCase?: boolean
  isHiding?: Complaint['isHiding']
}

/** Into the case about the same thing, or into a new one. As often as wanted. */
async function settle(report: Report, subjects: readonly Subject[], known: Known = {}): Promise<void> {
  if (report.acknowledgedAt) return
  const ref = (known.isInCase && report.case) || (await joinCase(report, subjects))
  if (!kinds[report.kind].isHiddenAtOnce || known.isHiding === false) return
  // What somebody has read and left up is hidden again by a person, not by the next report.
  const unread = []
  for (const subject of subjects) if (!(await wasJudgedToStay(subject))) unread.push(subject)
  if (unread.length > 0) await hideByRule(ref, report.kind, unread)
}

/** Whoever left an address gets the private link by mail, once. As often as wanted. */
async function mailOnce(report: Report, ref: string, secret: string): Promise<void> {
  if (report.email === '' || report.optOut || !(await mayHaveReceipt(report.email))) return
  await mailReceipt(report, ref, secret)
  await markReceiptMailed(report._id)
}

async function acknowledge({ report, ref, secret, isJoined }: Taken): Promise<void> {
  if (!isJoined) await mailOnce(report, ref, secret)
  await markAcknowledged(report._id)
}

/**
 * Reports that a killed process left on the way get a case, and are counted in it, once, and their receipt is sent. One that
 * fails holds up no other.
 */
export async function settleReports(before = now()): Promise<void> {
  for (const report of await findUnsettled(before))
    try {
      await settle(report, await subjectsOf(report))
      const secret = secretOf(report)
      if (secret) await mailOnce(report, report.ref, secret)
      await markAcknowledged(report._id)
    } catch (error) {
      log.error({ err: error, report: report.ref }, 'a report could not be brought to its case')
    }
}

async function subjectsOf({ evidence }: Report): Promise<Subject[]> {
  return newestOf(await loadEvidence(evidence)).map(({ subject, author, images, ...kept }) => ({
    ...kept,
    id: subject.slice(subject.indexOf(':') + 1),
    author: author && String(author),
    images: images.map(String),
  }))
}
