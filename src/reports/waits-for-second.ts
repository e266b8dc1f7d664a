import { Proposals } from './proposal.ts'
import { Shares } from './share.ts'

const onlyCase = { case: 1, _id: 0 } as const

/** What waits for a second person in these cases, in words; from the indexes alone, however many cases there are. */
export async function waitsForSecond(refs: readonly string[]): Promise<(ref: string) => string[]> {
  const among = { case: { $in: refs } }
  const [proposed, sharing] = await Promise.all([
    Proposals.find({ ...among, state: 'waiting' }, onlyCase).lean(),
    Shares.find({ ...among, state: 'proposed' }, onlyCase).lean(),
  ])
  const decisions = new Set(proposed.map((one) => one.case))
  const shares = new Set(sharing.map((one) => one.case))
  return (ref) => [
    ...(decisions.has(ref) ? ['A proposed decision waits for a second person'] : []),
    ...(shares.has(ref) ? ['A question that shares something waits for a second person'] : []),
  ]
}
