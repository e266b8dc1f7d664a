import { onChanged } from '../live/bus.ts'
import { canTrust, onDistrust } from '../live/trust.ts'

/** Which drafts a person has, so that the page of somebody without any costs no query. */
const MOST_ACCOUNTS = 5000
const kept = new Map<string, Promise<ReadonlySet<string>>>()

export function draftKeys(
  account: string,
  load: () => Promise<ReadonlySet<string>>,
): Promise<ReadonlySet<string>> {
  if (!canTrust()) return load()
  const known = kept.get(account)
  if (known) return known
  const loading = load()
  kept.set(account, loading)
  loading.catch(() => kept.delete(account))
  const oldest = kept.keys().next()
  if (kept.size > MOST_ACCOUNTS && !oldest.done) kept.delete(oldest.value)
  return loading
}

onDistrust(() => kept.clear())

onChanged((tags) => {
  for (const tag of tags) if (tag.startsWith('drafts:')) kept.delete(tag.slice(7))
})
