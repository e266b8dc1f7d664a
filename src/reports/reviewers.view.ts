import { type Account, Accounts } from '../auth/account.ts'
import { isAdmin } from '../auth/policy.ts'
import { config } from '../config.ts'
import { Cases } from './case.ts'
import { listOpenInvitations } from './invitation.ts'

type Named = Pick<Account, '_id' | 'username' | 'name'>

const shown = ({ username, name }: Named) => ({ username, name })

function peopleWith(role: Account['role']): Promise<Named[]> {
  return Accounts.find({ role }, 'username name').sort({ usernameKey: 1 }).limit(200).lean<Named[]>()
}

/** Second reviewers, and whom to ask for one; addresses that were invited only for those who may invite. */
export async function showReviewers(person: Account) {
  const canInvite = isAdmin(person)
  const reviewers = await peopleWith('reviewer')
  const counts = await Promise.all(
    reviewers.map(({ _id }) => Cases.countDocuments({ givenTo: _id, isWaiting: true })),
  )
  const invitations = canInvite ? await listOpenInvitations() : []
  return {
    canInvite,
    reviewers: reviewers.map((one, at) => ({ ...shown(one), cases: counts[at] ?? 0 })),
    admins: (await peopleWith('admin')).map(shown),
    invitations: invitations.map(({ _id, email, case: ref, at, expiresAt }) => ({
      id: String(_id),
      email,
      case: ref,
      at,
      expiresAt,
    })),
    inviteHint: `They get a link that works once, and for ${config.retention.reviewer_invitation.words}.`,
  }
}
