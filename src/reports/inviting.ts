import { type Account, findAccount } from '../auth/account.ts'
import { appendAct } from '../auth/audit.ts'
import { changeRole } from '../auth/role-change.ts'
import { config } from '../config.ts'
import { Conflict, Forbidden, Gone, Invalid, NotFound } from '../errors.ts'
import { findCase, takeBackAll } from './case.ts'
import { isParty } from './case-reach.ts'
import { giveTo } from './giving.ts'
import {
  endInvitation,
  endInvitationsOf,
  findInvitation,
  type Invitation,
  makeInvitation,
  revokeInvitation,
  takeInvitation,
} from './invitation.ts'
import { sendLetter } from './letters.ts'

const { siteName, siteUrl } = config

export const invitationPath = (secret: string) => `/reviewers/invitations/${secret}`

/** Nothing in it says what any complaint is about, or whose it is: it may go to a mistyped address. */
function mailInvitation({ _id, email }: Invitation, secret: string): Promise<void> {
  return sendLetter({
    to: email,
    account: null,
    case: null,
    subject: `Would you give a second opinion on ${siteName}?`,
    purpose: 'to ask you for a second opinion on complaints',
    once: `invitation:${_id}`,
    paragraphs: [
      `Some decisions about complaints on ${siteName} need a second person, who had no part in them. We would be glad if you were that person. You see only the cases that are given to you. If you would like to, please open this page and press the button:`,
      siteUrl + invitationPath(secret),
      `You need an account there; you can make one first. The link works once, and for ${config.retention.reviewer_invitation.words}.`,
      'If you would rather not, or this mail is not for you, you need not do anything.',
    ],
  })
}

/** @param ref of the case that is given to them when they accept. @throws Invalid, Conflict */
export async function invite(admin: Account, email: string, ref: string | null): Promise<Invitation> {
  const found = ref === null ? undefined : await findCase(ref)
  // The same words for all: whoever is part of a case does not learn here that there is one.
  if (ref !== null && (!found?.isOpen || isParty(admin, found)))
    throw new Invalid({ case: 'There is no open case of that name that you lead.' })
  const { invitation, secret } = await makeInvitation(admin._id, { email, case: ref })
  await appendAct({ by: admin._id, act: 'reviewer:invited', ...(ref && { caseRef: ref }) })
  await mailInvitation(invitation, secret)
  return invitation
}

const ranOut = () =>
  new Gone(
    'This invitation has been used, taken back or has run out. Whoever invited you can send a new one.',
  )

/** @throws Gone */
export async function readInvitation(secret: string, person: Account | undefined): Promise<Invitation> {
  const invitation = await findInvitation(secret)
  const isTheirs = person !== undefined && invitation?.usedBy?.equals(person._id) === true
  if (!invitation || !(invitation.isOpen || isTheirs)) throw ranOut()
  return invitation
}

/** Nobody gets a case about their own things; and nobody learns here that there is one. */
async function checkCase(person: Account, ref: string | null): Promise<void> {
  const found = ref === null ? undefined : await findCase(ref)
  if (found && isParty(person, found))
    throw new Forbidden('This invitation is not for this account. Please ask whoever invited you.')
}

/** They become a second reviewer, and get the case. Pressing twice is as good as once. @throws Gone, Forbidden, Conflict */
export async function acceptInvitation(person: Account, secret: string): Promise<void> {
  const invitation = await readInvitation(secret, person)
  if (invitation.doneAt) return
  await checkCase(person, invitation.case)
  if (invitation.isOpen && !(await takeInvitation(invitation._id, person._id)))
    return acceptAgain(person, secret)
  await makeReviewer(person, invitation)
  await endInvitation(invitation._id)
}

/** Somebody was quicker: the same person, who pressed twice, or another one. */
async function acceptAgain(person: Account, secret: string): Promise<void> {
  await readInvitation(secret, person)
}

async function makeReviewer(person: Account, { by, case: ref }: Invitation): Promise<void> {
  if (person.role === 'member') {
    await changeRole({ _id: by }, person, 'reviewer')
    await appendAct({ by: person._id, act: 'reviewer:accepted' })
  }
  if (ref === null) return
  try {
    await giveTo(person, ref, { _id: by })
  } catch (error) {
    // It was closed in the meantime: there are others.
    if (!(error instanceof Conflict)) throw error
  }
}

/** @throws NotFound where it is not open any more */
export async function revoke(admin: Account, id: string): Promise<void> {
  if (!(await revokeInvitation(id))) throw new NotFound()
  await appendAct({ by: admin._id, act: 'reviewer:uninvited' })
}

/** They are a member again, and no case is theirs to see. @throws NotFound where they are no second reviewer */
export async function endReviewer(admin: Account, username: string): Promise<void> {
  const account = await findAccount(username)
  if (account?.role !== 'reviewer') throw new NotFound()
  await changeRole(admin, account, 'member')
  await endInvitationsOf(account._id)
  await takeBackAll(account._id)
  await appendAct({ by: admin._id, act: 'reviewer:ended' })
}
