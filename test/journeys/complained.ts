import type { Account } from '../../src/auth/account.ts'
import { days, now } from '../../src/clock.ts'
import { appeal } from '../../src/reports/appeal.ts'
import { Cases } from '../../src/reports/case.ts'
import { take } from '../../src/reports/casework.ts'
import { decide } from '../../src/reports/deciding.ts'
import { type Complaint, fileReport } from '../../src/reports/filing.ts'
import { chooseInterim } from '../../src/reports/interim-choice.ts'
import { statusAddress } from '../../src/reports/letters.ts'
import { prepareRules } from '../../src/reports/rule.ts'
import { makeAccount } from '../support/accounts.ts'
import { findings } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { makePictured } from '../support/pictures.ts'

interface People {
  admin: Account
  member: Account
  other: Account
}

/** Where the pages are that came of it. */
export type Complained = Record<
  | 'topic'
  | 'status'
  | 'hiddenStatus'
  | 'decidedStatus'
  | 'decision'
  | 'several'
  | 'mine'
  | 'byRule'
  | 'appealed',
  string
>

async function complain(id: unknown, different: Partial<Complaint> = {}) {
  const { report, ref, secret } = await fileReport(undefined, {
    about: [`/posts/${id}`],
    kind: 'rules',
    details: 'It is an insult, and it has nothing to do with the yard.',
    answers: { rule: '1' },
    name: '',
    email: '',
    files: [],
    ...different,
  })
  const found = await Cases.findOne({ evidence: report.evidence[0] }, 'ref').lean()
  return { status: statusAddress(ref, secret), case: String(found?.ref) }
}

const hiding = findings()

/** A quarrel, and cases at every stage of it: new, several at once, overdue, hidden meanwhile, by rule, decided, appealed. */
export async function complainAbout({ admin, member, other }: People): Promise<Complained> {
  await prepareRules()
  const moderator = await makeAccount({ username: 'imani', name: 'Imani Bello', role: 'moderator' })
  const { id: topic, path } = await makeTopic({ author: other, title: 'Whose turn is it to sweep the yard?' })
  const say = async (author: Account, body: string) => (await makePost({ topic, author, body }))._id
  const rude = await say(other, 'Only a fool leaves the leaves.\n\nAnd fools live at number nine.')
  await complain(rude)
  await complain(rude, { details: 'He means me. Everybody here knows who lives at number nine.' })
  const { case: several, status } = await complain(rude, {
    kind: 'defamation',
    details: 'I sweep every Friday.',
    answers: {
      statement: 'Fools live at number nine.',
      why: 'My neighbours read it.',
      meaning: 'I am a fool.',
    },
    name: 'Ann Example',
    email: 'ann@example.org',
  })
  const late = await complain(await say(other, 'Buy my brooms at half the price!'))
  await Cases.updateOne({ ref: late.case }, { due: new Date(now().getTime() - days(1)) })
  const meanwhile = await complain(await say(other, 'Number nine, you will be sorry.'))
  await take(admin, meanwhile.case)
  await chooseInterim(admin, meanwhile.case, {
    choice: 'hide',
    ground: 'appears_justified',
    reason: 'It reads like a threat.',
  })
  const { post } = await makePictured(other, topic, ['A broom', 'Leaves'])
  const byRule = await complain(post._id, { kind: 'child-abuse', answers: {} })
  const own = await complain(await say(member, 'You are all fools.'))
  const { ref: ownDecision } = await decide(moderator, own.case, hiding)
  const disputed = await complain(await say(member, 'The broom is mine, you thief.'))
  const { ref: disputedDecision } = await decide(moderator, disputed.case, hiding)
  await appeal(member, disputedDecision, {
    argument: 'It was a joke among friends.',
    link: undefined,
    at: now(),
  })
  const review = (ref: string) => `/review/${ref}`
  return {
    topic: path,
    status,
    hiddenStatus: meanwhile.status,
    decidedStatus: own.status,
    decision: `/decisions/${ownDecision}`,
    several: review(several),
    mine: review(meanwhile.case),
    byRule: review(byRule.case),
    appealed: review(disputed.case),
  }
}
