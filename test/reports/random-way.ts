import fc from 'fast-check'
import { FIRST_MODERATOR } from './random-world.ts'

/** One step: who does what to which things; `turn` chooses among the ways to do it, `which` among the cases. */
export interface RandomStep {
  act: Act | 'onward'
  who: number
  things: number[]
  turn: number
  which: number
}

const author = fc.nat(2)
const moderator = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: FIRST_MODERATOR, max: FIRST_MODERATOR + 5 }) },
  { weight: 1, arbitrary: fc.nat(11) },
)
const reporter = fc.constantFrom(3, 4, 3, 4, 5, 0, 2, 11)
const party = fc.oneof({ weight: 5, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: fc.nat(11) })

const whoDoes = {
  report: reporter,
  find: moderator,
  add: moderator,
  'take out': moderator,
  take: moderator,
  release: moderator,
  note: moderator,
  interim: moderator,
  renew: moderator,
  retrack: moderator,
  ask: moderator,
  answer: party,
  judge: moderator,
  'answer a proposal': moderator,
  appeal: fc.oneof({ weight: 2, arbitrary: author }, { weight: 1, arbitrary: party }),
  again: moderator,
} as const
export type Act = keyof typeof whoDoes
export const everyAct = Object.keys(whoDoes) as Act[]

const some = fc.subarray([0, 1, 2, 3], { minLength: 1, maxLength: 3 })
const stepOf = (act: RandomStep['act']) =>
  fc.record({
    act: fc.constant(act),
    who: act === 'onward' ? moderator : whoDoes[act],
    things: some,
    turn: fc.nat(11),
    which: fc.nat(2),
  })
const early: Act[] = ['report', 'find', 'add', 'take out', 'interim', 'interim', 'retrack', 'ask']

const begin = fc.oneof(stepOf('report'), stepOf('find'))
/** The next step of the usual way; alone, wholly random ones would seldom come to an appeal. */
const rest = fc.oneof(
  { weight: 20, arbitrary: stepOf('onward') },
  ...everyAct.map((act) => ({ weight: 1, arbitrary: stepOf(act) })),
)

/** Some steps before a decision, then whatever comes. */
export const randomWay: fc.Arbitrary<RandomStep[]> = fc
  .tuple(
    begin,
    fc.array(fc.oneof(...early.map(stepOf)), { maxLength: 3, size: 'max' }),
    fc.array(rest, { minLength: 4, maxLength: 10, size: 'max' }),
  )
  .map(([first, second, third]) => [first, ...second, ...third])
