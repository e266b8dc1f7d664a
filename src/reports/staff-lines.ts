import type { Types } from 'mongoose'
import { appendAct } from '../auth/audit.ts'
import { RoleChanges } from '../auth/role-change.ts'
import { days, now } from '../clock.ts'
import type { Case, Pending } from './case-record.ts'
import type { Decision } from './decision.ts'

/** Who decided, and who was the second one: two lines, each once, however often the decision is carried out. */
export async function noteDecision({ ref, case: caseRef, by, second }: Decision): Promise<void> {
  await appendAct({ by, act: 'case:decided', caseRef, once: `decided:${ref}` })
  if (second)
    await appendAct({ by: second, act: 'case:decided-second', caseRef, once: `decided-second:${ref}` })
}

const interimActs: Partial<Record<Pending['event'], string>> = {
  interim: 'interim:hidden',
  kept: 'interim:kept',
  restored: 'interim:restored',
  renewed: 'interim:renewed',
}

/** What becomes of it meanwhile, where somebody chose it; what the rule does is in the history of the case. */
export async function noteInterim(
  { ref, history }: Case,
  { event, key, automated, only }: Pending,
): Promise<void> {
  const act = interimActs[event]
  const by = history.findLast((entry) => entry.act === 'interim')?.by
  if (act && by && !automated && !only)
    await appendAct({ by, act, caseRef: ref, once: `interim:${ref}:${key}` })
}

/** Every other kind that somebody gave the case. */
export async function noteRetracking({ ref, history }: Case): Promise<void> {
  for (const { act, by, at } of history)
    if (act === 'retracked' && by)
      await appendAct({ by, act: 'case:retracked', caseRef: ref, once: `retracked:${ref}:${at.getTime()}` })
}

/** Nobody's where the forum came with them. */
export async function noteRules({ version, by }: { version: number; by: Types.ObjectId | null }) {
  if (by) await appendAct({ by, act: 'rules:changed', once: `rules:${version}` })
}

export async function notePhrases(by: Types.ObjectId, version: number): Promise<void> {
  await appendAct({ by, act: 'phrases:changed', once: `phrases:${version}` })
}

/** Days that a killed process may have been away before its last change of a role gets its line. */
const LOOK_BACK = 30

/** Every change of a role, each once; whose role it was is in the record of the change itself. */
export async function noteRoles(): Promise<void> {
  const since = new Date(now().getTime() - days(LOOK_BACK))
  const changes = await RoleChanges.find({ at: { $gte: since } })
    .sort({ _id: 1 })
    .lean()
  for (const { _id, by, to } of changes)
    if (by) await appendAct({ by, act: `role:${to}`, once: `role:${_id}` })
}
