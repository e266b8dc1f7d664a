import { onChanged } from '../live/bus.ts'
import { canTrust, onDistrust } from '../live/trust.ts'
import { newestRules, prepareRules, type RuleBook, RuleBooks } from './rule.ts'

let kept: Promise<RuleBook> | undefined

function forget(): void {
  kept = undefined
}

onDistrust(forget)
onChanged((tags) => {
  if (tags.includes('rules')) forget()
})

/** The rules everybody is held to now, from memory until somebody saves new ones. Do not change what you get. */
export function rulesInForce(): Promise<RuleBook> {
  if (!canTrust()) return loadRules()
  kept ??= loadRules()
  return kept
}

async function loadRules(): Promise<RuleBook> {
  try {
    return (await newestRules()) ?? (await loadFirstRules())
  } catch (error) {
    forget()
    throw error
  }
}

/** No page and no decision stands without rules, not even in a database that was emptied under a running forum. */
async function loadFirstRules(): Promise<RuleBook> {
  await prepareRules()
  const first = await newestRules()
  if (!first) throw new Error('The first rules were written and are not there.')
  return first
}

/** The book of that version, in force or not; undefined where there never was one. */
export async function rulesAt(version: number): Promise<RuleBook | undefined> {
  const current = await rulesInForce()
  if (current.version === version) return current
  return (await RuleBooks.findOne({ version }).lean()) ?? undefined
}

/** The book in force at that moment; undefined before the first one. */
export async function rulesOn(at: Date): Promise<RuleBook | undefined> {
  const current = await rulesInForce()
  if (current.from <= at) return current
  return (
    (await RuleBooks.findOne({ from: { $lte: at } })
      .sort({ version: -1 })
      .lean()) ?? undefined
  )
}

/** Every version, newest first, without its words. */
export async function listRuleBooks(): Promise<Pick<RuleBook, 'version' | 'from' | 'by'>[]> {
  return RuleBooks.find({}, { version: 1, from: 1, by: 1 }).sort({ version: -1 }).lean()
}
