import { loadAccount } from '../auth/account.ts'
import { isStaff } from '../auth/policy.ts'
import { Cases, releaseCase } from './case.ts'

const words = 'Whoever had it cannot act as staff now.'

/** Nobody keeps a case who cannot act in it: a role ended, an account was restricted or is gone, or they became part of it. As often as wanted. */
export async function releaseFormer(): Promise<void> {
  const held = { isWaiting: true, assignee: { $ne: null } }
  for (const id of await Cases.distinct('assignee', held)) {
    const account = id && (await loadAccount(String(id)))
    if (!id) continue
    const isWhole = account && isStaff(account)
    const theirs = { isWaiting: true, assignee: id, ...(isWhole && { parties: id }) }
    for (const { ref } of await Cases.find(theirs, 'ref').lean())
      await releaseCase(ref, id, { words: isWhole ? 'Whoever had it is part of it.' : words })
  }
}
