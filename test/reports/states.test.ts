import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CaseEvent, CaseState, EventOf, Findings } from '../../src/reports/case-state.ts'
import { isHidden, whyNotDecide, whySecond } from '../../src/reports/decision-rules.ts'
import { type KindName, kindNames, kinds } from '../../src/reports/kinds.ts'
import { type Fault, Refused } from '../../src/reports/refused.ts'
import { next } from '../../src/reports/states.ts'

const findings: Findings = {
  by: 'mia',
  second: null,
  outcome: 'upheld',
  measures: ['hide'],
  ground: 'rule',
  groundRef: '3',
  facts: 'The post insults a member.',
  complainantSide: 'Not to be insulted.',
  authorSide: 'To say what they think.',
  yields: 'author',
  leastRestrictive: 'Asking for a change was tried.',
  reason: 'It is an insult and nothing else.',
  until: null,
}

const opened = (more: Partial<EventOf<'opened'>> = {}): CaseEvent => ({
  type: 'opened',
  source: 'report',
  kind: 'rules',
  by: 'rob',
  subjectsOwner: 'ava',
  ...more,
})
const acknowledged: CaseEvent = { type: 'acknowledged' }
const triaged: CaseEvent = { type: 'triaged', by: 'mia' }
const retracked = (kind: KindName, more: Partial<EventOf<'retracked'>> = {}): CaseEvent => ({
  type: 'retracked',
  by: 'mia',
  kind,
  reason: 'It turned out to be that.',
  ...more,
})
const note: CaseEvent = { type: 'investigated', by: 'mia', note: 'Read the whole topic.' }
const notified: CaseEvent = { type: 'notified' }
const closed: CaseEvent = { type: 'closed', mediation: 'none' }
const hidden = (more: Partial<EventOf<'interim-hidden'>> = {}): CaseEvent => ({
  type: 'interim-hidden',
  by: 'mia',
  ground: 'appears_justified',
  reason: 'It looks like an insult.',
  ...more,
})
const byRule = hidden({ by: null, ground: 'law_requires', reason: 'Reported as an intimate image.' })
const decided = (more: Partial<Findings> = {}): CaseEvent => ({ type: 'decided', ...findings, ...more })
const decidedAgain = (more: Partial<Findings> = {}): CaseEvent => ({
  type: 'appeal-decided',
  ...findings,
  by: 'ned',
  ...more,
})
const appealed = (side: 'reporter' | 'author', who = side === 'author' ? 'ava' : 'rob'): CaseEvent => ({
  type: 'appealed',
  side,
  who,
  argument: 'It was a joke.',
})
const notUpheld = { outcome: 'not_upheld', measures: ['none'], yields: 'complainant' } as const
const noBasis = { ...notUpheld, outcome: 'no_basis' } as const

function after(...events: CaseEvent[]): CaseState {
  const state = events.reduce<CaseState | null>(next, null)
  assert.ok(state)
  return state
}

const toTriaged = [opened(), acknowledged, triaged]
const toNotes = [...toTriaged, note]
const toNotified = [...toNotes, decided(), notified]

function refuses(events: CaseEvent[], event: CaseEvent, fault: Fault, field?: string): void {
  const state = events.length > 0 ? after(...events) : null
  assert.throws(
    () => next(state, event),
    (error) => {
      assert.ok(error instanceof Refused, String(error))
      assert.deepEqual([error.fault, error.field], [fault, field], error.why)
      assert.match(error.why, /^[A-Z“].*\.$/)
      return true
    },
  )
}

test('N9 #1: a report opens a case, and nothing happens without one', () => {
  assert.equal(after(opened()).name, 'received')
  assert.deepEqual(after(opened({ by: null })).reporters, [])
  for (const event of [acknowledged, triaged, hidden(), note, decided(), notified, closed])
    refuses([], event, 'state')
  refuses([opened()], opened(), 'state')
})

test('#1: another report of the same joins the case, and an urgent one raises it', () => {
  const joined = after(opened(), { type: 'joined', kind: 'danger', by: 'sue' })
  assert.deepEqual([joined.kind, joined.isProtected, joined.reporters], ['danger', true, ['rob', 'sue']])
  assert.equal(after(opened(), { type: 'joined', kind: 'rights', by: 'rob' }).kind, 'rules')
  refuses([...toNotes, decided()], { type: 'joined', kind: 'rules', by: 'sue' }, 'state')
})

test('N13 #2: whoever reported it is told before anybody sorts it', () => {
  assert.equal(after(opened(), acknowledged).name, 'acknowledged')
  refuses([opened()], triaged, 'state')
  refuses([opened(), acknowledged], acknowledged, 'state')
})

test('#2: a finding of the staff and an order have nobody to be told', () => {
  for (const source of ['finding', 'order'] as const) {
    assert.equal(after(opened({ source, by: 'mia' }), triaged).name, 'triaged')
    refuses([opened({ source })], acknowledged, 'state')
  }
})

test('N9 #3: nobody handles a case about what is their own', () => {
  const own = { by: 'ava' }
  refuses([opened(), acknowledged], { ...triaged, ...own }, 'right')
  refuses(toTriaged, hidden(own), 'right')
  refuses(toTriaged, { type: 'investigated', note: 'Fine.', ...own }, 'right')
  refuses(toNotes, decided(own), 'right')
  refuses(toNotes, decided({ measures: ['close'], second: 'ava' }), 'right', 'second')
})

test('N9 #3: the kind may be changed until the decision, with a reason, and what was protected stays it', () => {
  const protectedOnce = [opened({ kind: 'danger' }), acknowledged, triaged, note, retracked('rules')]
  const state = after(...protectedOnce)
  assert.deepEqual([state.kind, state.isProtected, state.name], ['rules', true, 'investigating'])
  refuses(protectedOnce, decided({ ...noBasis, second: 'ned' }), 'input', 'outcome')
  for (const kind of kindNames.filter((name) => kinds[name].isProtected))
    refuses(
      [...toNotes, retracked(kind), retracked('rules')],
      decided({ ...noBasis, second: 'ned' }),
      'input',
      'outcome',
    )
  refuses(toTriaged, retracked('rules'), 'state')
  refuses(toTriaged, retracked('danger', { reason: ' ' }), 'input', 'reason')
  refuses(toTriaged, retracked('danger', { by: 'ava' }), 'right')
  refuses([opened(), acknowledged], retracked('danger'), 'state')
  refuses([...toNotes, decided()], retracked('danger'), 'state')
  refuses(toNotified, retracked('danger'), 'state')
})

test('N9 #4: what becomes child abuse while it is hidden stays hidden for the law, whatever it is called later', () => {
  const hiddenOnce = [...toTriaged, hidden(), retracked('child-abuse')]
  for (const events of [hiddenOnce, [...hiddenOnce, retracked('rules')]]) {
    assert.deepEqual(
      [after(...events).interimGround, after(...events).isRequiredByLaw],
      ['law_requires', true],
    )
    refuses(events, { type: 'interim-lapsed' }, 'state')
  }
  const byRuleAgain = [
    ...toTriaged,
    hidden(),
    { type: 'interim-lapsed' } as const,
    retracked('child-abuse'),
    byRule,
  ]
  assert.equal(after(...byRuleAgain).interim, 'hidden')
  refuses([...toTriaged, hidden(), { type: 'interim-lapsed' }, retracked('danger')], byRule, 'right')
})

test('N9 #4: hidden before the decision only on one of two grounds, with a reason', () => {
  for (const ground of ['appears_justified', 'law_requires'] as const)
    assert.deepEqual(
      [
        after(...toTriaged, hidden({ ground })).interim,
        after(...toTriaged, hidden({ ground })).interimGround,
      ],
      ['hidden', ground],
    )
  refuses(toTriaged, hidden({ reason: ' ' }), 'input', 'reason')
  refuses(toTriaged, { ...hidden(), ground: 'because' } as unknown as CaseEvent, 'input', 'ground')
  refuses([opened(), acknowledged], hidden(), 'state')
  refuses([...toTriaged, hidden()], hidden(), 'state')
  refuses(toNotified, hidden(), 'state')
})

test('N9 #4: by rule only what the law requires is hidden, at once, and staff confirm or restore it', () => {
  for (const name of kindNames) {
    const events = [opened({ kind: name })]
    if (!kinds[name].isHiddenAtOnce) refuses(events, byRule, 'right')
    else assert.equal(after(...events, byRule).interimBy, 'rule')
  }
  refuses([opened({ kind: 'child-abuse' })], hidden({ by: null }), 'right')
  const byRuleThenStaff = [opened({ kind: 'intimate-image' }), byRule, acknowledged, triaged]
  const confirmed = after(...byRuleThenStaff, hidden())
  assert.deepEqual(
    [confirmed.interimBy, confirmed.interimGround, confirmed.hiddenBy],
    ['staff', 'law_requires', 'mia'],
  )
  const restored = after(...byRuleThenStaff, {
    type: 'interim-restored',
    by: 'mia',
    reason: 'It shows a cat.',
  })
  assert.equal(restored.interim, 'restored')
  refuses(byRuleThenStaff, { type: 'interim-restored', by: 'mia', reason: '' }, 'input', 'reason')
})

test('N9, rule 2.4: it comes back when time runs out, unless the law wants it gone', () => {
  const lapsed: CaseEvent = { type: 'interim-lapsed' }
  const came = [...toTriaged, hidden(), lapsed]
  assert.equal(after(...came).interim, 'restored')
  refuses(came, hidden(), 'state')
  assert.equal(after(...came, hidden({ ground: 'law_requires' })).interim, 'hidden')
  refuses([...toTriaged, hidden({ ground: 'law_requires' })], lapsed, 'state')
  refuses(toTriaged, lapsed, 'state')
  refuses(toTriaged, { type: 'interim-restored', by: 'mia', reason: 'So.' }, 'state')
})

test('N9, rule 2.4: it stays hidden for longer only by the word and reason of somebody else', () => {
  const renewed = (by: string, reason = 'A witness answers on Monday.'): CaseEvent => ({
    type: 'interim-renewed',
    by,
    reason,
  })
  assert.equal(after(...toTriaged, hidden(), renewed('ned')).interim, 'hidden')
  refuses([...toTriaged, hidden()], renewed('mia'), 'right')
  refuses([...toTriaged, hidden()], renewed('ned', ''), 'input', 'reason')
  refuses(toTriaged, renewed('ned'), 'state')
})

test('N9 #5: the investigation begins with a note, and later notes are counted', () => {
  assert.equal(after(...toNotes).name, 'investigating')
  assert.equal(after(...toNotified, note).notes, 2)
  assert.equal(after(...toNotified, note).name, 'notified')
  refuses(toTriaged, { type: 'investigated', by: 'mia', note: '\n ' }, 'input', 'note')
  refuses([opened(), acknowledged], note, 'state')
})

test('#6: a question waits for its answer, or for a decision', () => {
  const ask = (whom: 'reporter' | 'author' | 'other'): CaseEvent => ({
    type: 'asked',
    by: 'mia',
    whom,
    question: 'When?',
  })
  const waiting = [...toNotes, ask('author')]
  assert.equal(after(...waiting).waitingFor, 'author')
  assert.equal(after(...waiting, { type: 'answered', from: 'author' }).waitingFor, null)
  assert.equal(after(...waiting, decided()).waitingFor, null)
  refuses(waiting, ask('other'), 'state')
  refuses(waiting, { type: 'answered', from: 'reporter' }, 'state')
  refuses(toNotes, { type: 'answered', from: 'author' }, 'state')
  refuses(toTriaged, ask('author'), 'state')
  refuses([opened({ source: 'finding' }), triaged, note], ask('reporter'), 'state')
  refuses([opened({ subjectsOwner: null }), acknowledged, triaged, note], ask('author'), 'state')
})

test('N9 #7: no decision without an investigation', () => {
  for (const events of [[opened()], [opened(), acknowledged], toTriaged]) refuses(events, decided(), 'state')
  const state = after(...toNotes, decided())
  assert.deepEqual([state.name, state.outcome, state.decidedBy], ['decided', 'upheld', 'mia'])
})

test('N9 #7: no decision without ground, findings, both halves of the balance, the milder measure and a reason', () => {
  const words = ['groundRef', 'facts', 'complainantSide', 'authorSide', 'leastRestrictive', 'reason'] as const
  for (const field of words)
    for (const words of ['', ' \t']) refuses(toNotes, decided({ [field]: words }), 'input', field)
  for (const field of ['ground', 'yields', 'outcome'] as const)
    refuses(toNotes, decided({ [field]: '' as never }), 'input', field)
  refuses(toTriaged, decided({ reason: '' }), 'input', 'reason')
})

test('N9 #7: measures fit the outcome', () => {
  refuses(toNotes, decided({ measures: [] }), 'input', 'measures')
  refuses(toNotes, decided({ measures: ['none', 'hide'] }), 'input', 'measures')
  refuses(toNotes, decided({ ...notUpheld, measures: ['hide'] }), 'input', 'measures')
  refuses(toNotes, decided({ measures: ['suspend'], second: 'ned' }), 'input', 'until')
  assert.deepEqual(after(...toNotes, decided({ measures: ['none'] })).measures, ['none'])
})

test('N9 #7: a measure against an account, "no basis" and keeping up what law requires take a second reviewer', () => {
  const until = new Date('2027-01-01')
  const alone: [CaseEvent[], Partial<Findings>][] = [
    [toNotes, { measures: ['limit'], until }],
    [toNotes, { measures: ['hide', 'suspend'], until }],
    [toNotes, { measures: ['close'] }],
    [toNotes, noBasis],
    [[...toTriaged, hidden({ ground: 'law_requires' }), note], notUpheld],
    [[opened({ source: 'order' }), triaged, note], { measures: ['none'] }],
    [[opened({ kind: 'child-abuse' }), acknowledged, triaged, note], notUpheld],
    [toNotes, { by: 'rob' }],
  ]
  for (const [events, more] of alone) {
    assert.ok(whySecond(after(...events), { ...findings, ...more }))
    refuses(events, decided(more), 'right', 'second')
    refuses(events, decided({ ...more, second: more.by ?? 'mia' }), 'right', 'second')
    assert.equal(after(...events, decided({ ...more, second: 'ned' })).secondBy, 'ned')
  }
  refuses(toNotes, decided({ ...noBasis, second: 'rob' }), 'right', 'second')
  assert.equal(whySecond(after(...toNotes), findings), undefined)
})

test('N9, rule 2.6: a protected report never ends as "no basis"', () => {
  for (const name of kindNames) {
    const events: CaseEvent[] = [opened({ kind: name }), acknowledged, triaged, note]
    const ending = decided({ ...noBasis, second: 'ned' })
    if (kinds[name].isProtected) refuses(events, ending, 'input', 'outcome')
    else assert.equal(after(...events, ending).outcome, 'no_basis')
  }
})

test('#8: what was decided is told', () => {
  assert.equal(after(...toNotified).name, 'notified')
  refuses(toNotes, notified, 'state')
  refuses(toNotified, notified, 'state')
})

test('N9 #9: what was hidden comes back in the step that does not uphold the report', () => {
  const events = [...toTriaged, hidden(), note]
  const state = after(...events, decided(notUpheld))
  assert.deepEqual([state.interim, isHidden(state)], ['restored', false])
  const kept = after(...events, decided())
  assert.deepEqual([kept.interim, isHidden(kept)], ['none', true])
  assert.equal(after(...events, decided({ measures: ['none'] })).interim, 'restored')
})

test('N9 #10: everybody on each side appeals once, with an argument', () => {
  assert.equal(after(...toNotified, appealed('reporter')).name, 'appealed')
  refuses(toNotified, { type: 'appealed', side: 'author', who: 'ava', argument: '' }, 'input', 'argument')
  refuses(toNotes, appealed('reporter'), 'state')
  const both = [...toNotified, appealed('reporter'), appealed('author')]
  assert.deepEqual(after(...both).appeals, { reporter: ['rob'], author: ['ava'] })
  assert.equal(after(...both).appealedBy, 'reporter')
  for (const side of ['reporter', 'author'] as const) refuses(both, appealed(side), 'state')
  const decidedOnce = [...toNotified, appealed('reporter'), decidedAgain()]
  refuses(decidedOnce, appealed('reporter'), 'state')
  assert.equal(after(...decidedOnce, appealed('author')).appealedBy, 'author')
  refuses([...decidedOnce, appealed('author')], appealed('reporter'), 'state')
})

test('N9 #10: one reporter’s appeal takes none from another, before or after it is decided', () => {
  const joined = [...toNotified, appealed('reporter'), appealed('reporter', 'R-1042')]
  assert.deepEqual(after(...joined).appeals.reporter, ['rob', 'R-1042'])
  refuses(joined, appealed('reporter', 'R-1042'), 'state')
  const later = [...toNotified, appealed('reporter'), decidedAgain(), appealed('reporter', 'R-1042')]
  assert.equal(after(...later).name, 'appealed')
  refuses(later, decidedAgain(), 'right')
  assert.equal(after(...later, decidedAgain({ by: 'pia' })).name, 'appeal-decided')
})

test('#10: an appeal is of those whom the decision concerns', () => {
  refuses([...toNotes, decided(notUpheld), notified], appealed('author'), 'right')
  const finding = [opened({ source: 'finding' }), triaged, note, decided(), notified]
  refuses(finding, appealed('reporter'), 'right')
  assert.equal(after(...finding, appealed('author')).name, 'appealed')
})

test('N9 #11: nobody who decided before decides the appeal, alone or as the second', () => {
  const events = [...toNotes, decided({ measures: ['close'], second: 'ned' }), notified, appealed('author')]
  for (const by of ['mia', 'ned']) {
    assert.ok(whyNotDecide(after(...events), by))
    refuses(events, decidedAgain({ by }), 'right')
    refuses(events, decidedAgain({ by: 'pia', second: by }), 'right', 'second')
  }
  refuses(events, decidedAgain({ by: 'ava' }), 'right')
  const state = after(...events, decidedAgain({ by: 'pia', ...notUpheld }))
  assert.deepEqual(
    [state.name, state.outcome, state.decidedBy, state.appealDecidedBy, isHidden(state)],
    ['appeal-decided', 'not_upheld', 'mia', ['pia'], false],
  )
  refuses(
    [...events, decidedAgain({ by: 'pia' }), appealed('reporter')],
    decidedAgain({ by: 'pia' }),
    'right',
  )
})

test('N9 #11: an appeal is decided as carefully, and takes two for what is harder than before', () => {
  const events = [...toNotified, appealed('reporter')]
  refuses(events, decidedAgain({ authorSide: '' }), 'input', 'authorSide')
  refuses(events, decidedAgain({ measures: ['close'] }), 'right', 'second')
  refuses(events, decidedAgain(noBasis), 'right', 'second')
  refuses(toNotified, decidedAgain(), 'state')
  const sanctioned = [
    ...toNotes,
    decided({ measures: ['close'], second: 'ned' }),
    notified,
    appealed('author'),
  ]
  assert.equal(after(...sanctioned, decidedAgain({ by: 'pia', measures: ['close'] })).name, 'appeal-decided')
})

test('N9 #12: a case closes after it was told or its appeal decided, never without a note, and stays closed', () => {
  for (const events of [toNotified, [...toNotified, appealed('author'), decidedAgain()]]) {
    assert.equal(after(...events, closed).name, 'closed')
    assert.throws(() => next({ ...after(...events), notes: 0 }, closed), Refused)
    const all = [
      acknowledged,
      triaged,
      hidden(),
      note,
      decided(),
      notified,
      appealed('reporter'),
      decidedAgain(),
      closed,
    ]
    for (const event of all) refuses([...events, closed], event, 'state')
  }
  for (const events of [toNotes, [...toNotes, decided()], [...toNotified, appealed('author')]])
    refuses(events, closed, 'state')
})

test('N28 #12: a complaint about us that was not granted is closed only with mediation offered', () => {
  for (const kind of ['service', 'privacy'] as const) {
    const events: CaseEvent[] = [opened({ kind }), acknowledged, triaged, note]
    const unsettled: CaseEvent[] = [...events, decided(notUpheld), notified]
    refuses(unsettled, closed, 'input', 'mediation')
    for (const mediation of ['offered', 'accepted', 'declined'] as const)
      assert.equal(after(...unsettled, { type: 'closed', mediation }).name, 'closed')
    assert.equal(after(...events, decided(), notified, closed).name, 'closed')
  }
})

test('N13, N28 #13: a missed clock is counted, and nobody decides or closes before its reason is given', () => {
  const missed: CaseEvent = { type: 'missed', clock: 'triage' }
  const explained: CaseEvent = {
    type: 'explained',
    by: 'mia',
    clock: 'triage',
    reason: 'Two of us were ill.',
  }
  const late = [opened(), missed, acknowledged, triaged, note]
  assert.deepEqual([after(...late).missed, after(...late).unexplained], [1, ['triage']])
  refuses(late, decided(), 'state', 'explained')
  refuses(late, { ...explained, reason: '' }, 'input', 'reason')
  const state = after(...late, explained, decided())
  assert.deepEqual([state.name, state.missed, state.unexplained], ['decided', 1, []])
  refuses(toNotes, explained, 'state')
  refuses([...toNotified, missed], closed, 'state')
})
