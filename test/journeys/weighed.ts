import type { Account } from '../../src/auth/account.ts'
import { changeRole } from '../../src/auth/role-change.ts'
import { react } from '../../src/forum/reacting.ts'
import { reachImage } from '../../src/media/reach.ts'
import { addTag } from '../../src/media/tagging.ts'
import { type Asking, ask, prepare } from '../../src/reports/asking.ts'
import { Cases } from '../../src/reports/case.ts'
import { reachCase } from '../../src/reports/case-reach.ts'
import { release } from '../../src/reports/casework.ts'
import { decide } from '../../src/reports/deciding.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { openFinding } from '../../src/reports/finding.ts'
import { give } from '../../src/reports/giving.ts'
import { chooseInterim } from '../../src/reports/interim-choice.ts'
import { makeInvitation } from '../../src/reports/invitation.ts'
import { invitationPath } from '../../src/reports/inviting.ts'
import { answerStep, proposeStep } from '../../src/reports/misuse-ladder.ts'
import { judge } from '../../src/reports/proposing.ts'
import { secretOf } from '../../src/reports/question.ts'
import { makeAccount } from '../support/accounts.ts'
import { complaint, findings } from '../support/complaints.ts'
import { makePost, makeTopic } from '../support/forum.ts'
import { inDays } from '../support/measures.ts'
import { makePictured } from '../support/pictures.ts'

export interface Weighed {
  /** Suspended: sees only their rights. */
  suspended: Account
  /** Sees only the case that was given to them. */
  reviewer: Account
  /** Reported without basis, and was warned. */
  warned: Account
  /** Several things, hidden meanwhile by somebody else, a question with something to share, a proposal. */
  full: string
  /** Given to the reviewer. */
  given: string
  /** As somebody who is asked reads it. */
  question: string
  invitation: string
  /** To the person who was warned, and to whoever answers. */
  warning: string
  proposedStep: string
  /** Where a title, a picture, a tag, a profile and reactions are hidden. */
  hidden: Record<'title' | 'picture' | 'tag' | 'profile' | 'reactions', string>
}

interface Staff {
  first: Account
  second: Account
}

async function caseAbout(subject: string): Promise<string> {
  return String((await Cases.findOne({ subject }, 'ref').lean())?.ref)
}

const asking: Asking = {
  whom: 'author',
  author: '',
  report: '',
  email: '',
  question: 'Did you sell brooms from your shop, or is it a joke?',
  fields: [],
  role: 'the owner of the posts',
  why: 'Without the words that are complained about they cannot know what we mean.',
  alternatives: 'We asked without them, and the answer was about another post.',
  consent: 'given',
  consentWhy: 'The reporter said yes by mail.',
  delayReason: '',
}

/** Reports of one person that two people found to be without basis. */
async function baseless(reporter: Account, author: Account, { first, second }: Staff): Promise<string[]> {
  const refs = []
  for (const body of ['Good morning!', 'Good evening!']) {
    const { post } = await makeTopic({ author, title: `${body} And how are you?`, body })
    const { report } = await fileReport(reporter, complaint(`/posts/${post._id}`))
    const ref = await caseAbout(`post:${post._id}`)
    const nothing = { outcome: 'no_basis', measures: ['none'], yields: 'complainant' } as const
    await decide(first, ref, findings({ ...nothing, measures: ['none'], second }))
    refs.push(ref, report.ref)
  }
  return refs
}

/** A wave of adverts that several people reported, with everything a case can hold at once. */
async function fullCase(reporter: Account, author: Account, { first, second }: Staff): Promise<string> {
  const { id: topic } = await makeTopic({ author, title: 'Brooms, brooms, brooms' })
  const say = async (body: string) => `/posts/${(await makePost({ topic, author, body }))._id}`
  const about = []
  for (const price of ['half', 'a third of', 'a quarter of'])
    about.push(await say(`Buy my brooms at ${price} the price! They sweep twice as well.`))
  for (const rest of ['Brushes, too!', 'And mops!']) await say(rest)
  const kind = 'rules' as const
  const ref = await openFinding(first, { about, kind, details: 'The same advert three times in an hour.' })
  const details = 'He fills every topic with this.'
  await fileReport(reporter, complaint(String(about[0]), { details }))
  const mail = { name: 'Ann Example', email: 'ann@example.org' }
  const { report } = await fileReport(undefined, complaint(String(about[0]), mail))
  await chooseInterim(first, ref, {
    choice: 'hide',
    ground: 'appears_justified',
    reason: 'It is plainly advertising.',
  })
  const found = await reachCase(first, ref)
  const wanted = { ...asking, fields: [`${report.ref}:details`] }
  await ask(first, ref, wanted, (await prepare(first, found, wanted)).hash)
  await release(first, ref)
  const until = inDays(30)
  await judge(second, ref, findings({ measures: ['hide', 'suspend'], groundRef: '5', until }))
  return ref
}

async function giveAway(reviewer: Account, author: Account, { first }: Staff) {
  const { post } = await makeTopic({
    author,
    title: 'Who has the ladder?',
    body: 'The thief of number four.',
  })
  await fileReport(undefined, complaint(`/posts/${post._id}`))
  const ref = await caseAbout(`post:${post._id}`)
  const asked = await ask(first, ref, { ...asking, question: 'Whom do you mean?' }, '')
  await give(first, ref, reviewer.username)
  return { given: ref, question: `/questions/${asked.ref}?key=${secretOf(asked)}` }
}

/** Suspended by two people. */
async function suspend(author: Account, { first, second }: Staff): Promise<void> {
  const { post } = await makeTopic({ author, title: 'To all of you', body: 'You are all fools.' })
  await makeTopic({ author, title: 'A kinder word', body: 'The lime trees are in bloom.' })
  await fileReport(undefined, complaint(`/posts/${post._id}`))
  const measures = ['hide' as const, 'suspend' as const]
  const judgement = findings({ measures, until: inDays(30), second })
  await decide(first, await caseAbout(`post:${post._id}`), judgement)
}

async function hideEach(author: Account, { first }: Staff, liker: Account) {
  const { id, path, post } = await makeTopic({ author, title: 'A title that names somebody' })
  await react(liker, String(post._id), 'thanks')
  const { images } = await makePictured(author, id, ['A face at a window', 'A wall'])
  const [face = '', wall = ''] = images
  const { tag } = await addTag(author, await reachImage(author, wall), { label: 'liar' })
  const places = {
    title: path,
    picture: `/images/${face}`,
    tag: `/images/${wall}/tags/${tag._id}`,
    profile: `/u/${author.username}`,
    reactions: `/posts/${post._id}/reactions`,
  }
  for (const about of Object.values(places)) {
    await fileReport(undefined, complaint(about))
    const open = await Cases.findOne({ isUndecided: true }, 'ref').sort({ _id: -1 }).lean()
    await decide(first, String(open?.ref), findings())
  }
  return { ...places, tag: `/images/${wall}` }
}

/** What takes two people, and what more there is to see of cases. */
export async function weigh({ admin, member }: Record<'admin' | 'member', Account>): Promise<Weighed> {
  const person = (username: string, name: string, more = {}) => makeAccount({ username, name, ...more })
  const first = await person('sunniva', 'Sunniva Dahl', { role: 'moderator' })
  const second = await person('bram', 'Bram de Wit', { role: 'moderator' })
  const author = await person('otto', 'Otto Broom')
  const suspended = await person('vera', 'Vera Hale')
  const warned = await person('zed', 'Zed Marlow')
  const reviewer = await person('ines', 'Ines Castro')
  await changeRole(admin, reviewer, 'reviewer')
  const staff = { first, second }
  const [ref = '', report = ''] = await baseless(warned, member, staff)
  const weighing = { gravity: 'It kept two people busy.', intention: 'They wrote that it was for fun.' }
  const step = await proposeStep(first, ref, { report, ...weighing, reason: 'It must not go on.' })
  await answerStep(second, step.ref, { agrees: true, reason: 'I read both of them.' })
  const full = await fullCase(warned, author, staff)
  const [again = '', more = ''] = await baseless(warned, member, staff)
  const next = await proposeStep(first, again, { report: more, ...weighing, reason: 'It goes on.' })
  await suspend(suspended, staff)
  const { secret } = await makeInvitation(admin._id, { email: 'wren@example.org', case: null })
  return {
    ...{ suspended, reviewer, warned, full: `/review/${full}` },
    ...(await giveAway(reviewer, author, staff)),
    invitation: invitationPath(secret),
    warning: `/misuse/${step.ref}`,
    proposedStep: `/misuse/${next.ref}`,
    hidden: await hideEach(await person('lou', 'Lou Farrow'), staff, member),
  }
}
