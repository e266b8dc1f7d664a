import type { Account } from '../auth/account.ts'
import { isStaff } from '../auth/policy.ts'
import { Cases } from './case.ts'
import { canReadAll, isParty } from './case-reach.ts'
import type { Case } from './case-record.ts'
import { type Decision, Decisions } from './decision.ts'
import { stepWords } from './misuse-rules.ts'
import { type MisuseStep, openSteps } from './misuse-step.ts'
import { openRereadings } from './rereading.ts'
import { ablePeople } from './seconds.ts'

type Known = Pick<Case, 'ref' | 'parties' | 'isOpen' | 'givenTo'>
type Deciders = Pick<Decision, 'case' | 'by' | 'second'>
type Somebody = Pick<Account, '_id'>

/** Something that waits for a second person, and what may keep people from being that. */
interface Waiting {
  /** A case, or a step. */
  isCase: boolean
  row: { ref: string; href: string; words: string }
  cases: Known[]
  /** Has this person a part in it that they may not know more of? */
  isClosedTo: (one: Somebody) => boolean
  /** Did this person bring it about? */
  hadPart: (one: Somebody) => boolean
}

function ofStep(step: MisuseStep, all: readonly Known[]): Waiting {
  const { ref, isOpen, by, second, account } = step
  const cases = all.filter((one) => step.cases.includes(one.ref))
  const words = isOpen ? `${stepWords[step.step]}, proposed` : `${stepWords[step.step]}: an objection`
  return {
    isCase: false,
    row: { ref, href: `/misuse/${ref}`, words },
    cases,
    isClosedTo: (one) => account?.equals(one._id) === true || cases.some((other) => isParty(one, other)),
    hadPart: (one) => by.equals(one._id) || (!isOpen && second?.equals(one._id) === true),
  }
}

function ofRereading(found: Known, decisions: readonly Deciders[]): Waiting {
  const { ref } = found
  const deciders = decisions.filter((one) => one.case === ref)
  return {
    isCase: true,
    row: { ref, href: `/review/${ref}`, words: 'it ended without basis, and is to be read again' },
    cases: [found],
    isClosedTo: (one) => isParty(one, found),
    hadPart: (one) => deciders.some(({ by, second }) => by.equals(one._id) || second?.equals(one._id)),
  }
}

async function allWaiting(): Promise<Waiting[]> {
  const [steps, rereadings] = await Promise.all([openSteps(), openRereadings()])
  const again = rereadings.map((one) => one.case)
  const refs = [...steps.flatMap(({ cases }) => cases), ...again]
  const [cases, decisions] = await Promise.all([
    Cases.find({ ref: { $in: refs } }, 'ref parties isOpen givenTo').lean<Known[]>(),
    Decisions.find({ case: { $in: again } }, 'case by second').lean<Deciders[]>(),
  ])
  const toReread = again.flatMap((ref) => cases.find((one) => one.ref === ref) ?? [])
  return [
    ...steps.map((step) => ofStep(step, cases)),
    ...toReread.map((found) => ofRereading(found, decisions)),
  ]
}

/** What waits for a second person, and could be done by this one; and for staff what nobody could do. */
export async function showWaiting(person: Account) {
  const [waiting, people] = await Promise.all([allWaiting(), ablePeople()])
  const known = waiting.filter(({ cases, isClosedTo }) => canReadAll(person, cases) && !isClosedTo(person))
  const isWithout = ({ isClosedTo, hadPart }: Waiting) =>
    people.every((one) => isClosedTo(one) || hadPart(one))
  const theirs = known.filter(({ hadPart }) => !hadPart(person))
  const rows = (list: Waiting[]) => list.map(({ row }) => row)
  return {
    steps: rows(theirs.filter(({ isCase }) => !isCase)),
    again: rows(theirs.filter(({ isCase }) => isCase)),
    withoutSecond: isStaff(person) ? rows(known.filter(isWithout)) : [],
  }
}
