import { type Account, findAccount } from '../auth/account.ts'
import { appendAct } from '../auth/audit.ts'
import { Conflict, Invalid } from '../errors.ts'
import { notify } from '../notifications/notification.ts'
import { findCase, giveCase, takeBackCase } from './case.ts'
import { reachCase } from './case-reach.ts'
import type { Case } from './case-record.ts'
import { findWaiting } from './proposal.ts'
import { ablePeople, possibleSeconds } from './seconds.ts'

/** Those to whom this case can be given for a second opinion. */
export async function whoCanSecond(found: Case) {
  return possibleSeconds(await ablePeople(), found, (await findWaiting(found.ref))?.by)
}

/** By bell and mail, without a word about what the case is about, or whose it is. */
async function tellThem(account: Account, { ref, history }: Case): Promise<void> {
  const entry = history.findLast(({ act, words }) => act === 'given' && words === account.username)
  await notify({
    account: String(account._id),
    kind: 'case',
    title: `You are asked for a second opinion on case ${ref}`,
    text: 'Please read it and say what you think.',
    href: `/review/${ref}`,
    once: `given:${ref}:${entry?.at.getTime()}`,
    mail: {
      subject: `A second opinion on case ${ref}`,
      paragraphs: ['Somebody who looks into complaints asks for your opinion on a case.'],
      clause: 'N13',
      purpose: 'to ask you for a second opinion',
    },
  })
}

/** The case is open to them from now on. Given already, they are told again if they were not. */
export async function giveTo(account: Account, ref: string, by: Pick<Account, '_id'>): Promise<void> {
  const given = await giveCase(ref, { to: account._id, by: by._id, words: account.username })
  if (given) await appendAct({ by: by._id, act: 'case:given', caseRef: ref })
  const found = given ?? (await findCase(ref))
  if (!found?.isOpen) throw new Conflict('This case is closed; there is nothing to do in it.')
  await tellThem(account, found)
}

/** @throws NotFound, Forbidden, Invalid, Conflict */
export async function give(person: Account, ref: string, username: string): Promise<void> {
  const found = await reachCase(person, ref)
  const account = await findAccount(username)
  const possible = account ? await whoCanSecond(found) : []
  if (!account || !possible.some(({ _id }) => _id.equals(account._id)))
    throw new Invalid({
      username: 'Please choose a moderator or a second reviewer who has no part in this case.',
    })
  if (account._id.equals(person._id))
    throw new Invalid({ username: 'You can see this case already. Please choose somebody else.' })
  await giveTo(account, ref, person)
}

/** To have it taken back already is a success. @throws NotFound, Forbidden */
export async function takeBack(person: Account, ref: string, username: string): Promise<void> {
  await reachCase(person, ref)
  const account = await findAccount(username)
  if (!account) return
  const taken = await takeBackCase(ref, { from: account._id, by: person._id, words: account.username })
  if (taken) await appendAct({ by: person._id, act: 'case:taken-back', caseRef: ref })
}
