import { loadAccount } from '../auth/account.ts'
import { isStaff } from '../auth/policy.ts'
import { Cases, releaseCase } from './case.ts'

const words = 'Whoever had it cannot act as staff now.'

/** Nobody keeps a case who cannot act in it: a role ended, an account was restricted or is gone. As often as wanted. */
export async function releaseFormer(): Promise<void> {
  const held = { isWaiting: true, assignee: { $ne: null } }
  for (const id of await Cases.distinct('assignee', held)) {
    const account = id && (await loadAccount(String(id)))
    if (!id || (account && isStaff(account))) continue
    for (const { ref } of await Cases.find({ isWaiting: true, assignee: id }, 'ref').lean())
      await releaseCase(ref, id, { words })
  }
}
