import { loadAccount } from '../auth/account.ts'
import type { Case, CaseSubject } from './case-record.ts'
import { destroySubjects, hideSubjects, showSubjects } from './effects.ts'
import { type Holder, holdersOf } from './holders.ts'

type Thing = Pick<CaseSubject, 'kind' | 'id'>

async function putUnder(subject: Thing, { by, from, isFinal }: Holder, others: readonly string[]) {
  const one = { subjects: [subject] }
  await hideSubjects(one, { by, from })
  for (const over of others) await hideSubjects(one, { by, from, over })
  if (isFinal && from === 'everybody') await destroySubjects(one, by)
}

async function settleOne(subject: Thing, before: string | null): Promise<void> {
  const known = new Set(before === null ? [] : [before])
  for (;;) {
    const [holder, ...milder] = await holdersOf(subject)
    for (const { by } of milder) known.add(by)
    if (holder) {
      known.delete(holder.by)
      await putUnder(subject, holder, [...known])
      known.add(holder.by)
    } else for (const by of known) await showSubjects({ subjects: [subject] }, by)
    // Another case may have moved in between, and have found it under somebody else's name.
    if ((await holdersOf(subject))[0]?.by === holder?.by) return
  }
}

/**
 * Puts each thing under the strictest measure that stands, without a moment in sight in between; where none does any more, it
 * is seen again. As often as wanted.
 * @param before the case or decision whose measure is over
 */
export async function settleHolds(
  { subjects }: Pick<Case, 'subjects'>,
  before: string | null,
): Promise<void> {
  for (const subject of subjects)
    for (const one of [subject, ...(await facesIn(subject))]) await settleOne(one, before)
}

/** The face goes with the profile, and may have a case of its own. */
async function facesIn({ kind, id }: Thing): Promise<Thing[]> {
  const account = kind === 'profile' ? await loadAccount(id) : undefined
  const face = account?.avatar ?? account?.hiddenFace
  return face ? [{ kind: 'image', id: String(face) }] : []
}
