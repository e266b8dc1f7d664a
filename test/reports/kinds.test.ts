import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isKindName, type Kind, kindNames, kinds } from '../../src/reports/kinds.ts'

const all = Object.values(kinds)
const names = (list: Kind[]) => list.map(({ name }) => name).sort()
const fieldsOf = (kind: Kind, isRequired: boolean) =>
  kind.fields.filter(({ required }) => required === isRequired).map(({ name }) => name)

test('there are ten kinds, each with its track', () => {
  assert.deepEqual(
    all.map(({ name, track }) => [name, track]),
    [
      ['intimate-image', 'intimate_image'],
      ['child-abuse', 'csea'],
      ['danger', 'danger'],
      ['defamation', 'defamation_s5'],
      ['illegal', 'illegal'],
      ['child-harm', 'child_harm'],
      ['privacy', 'privacy'],
      ['rights', 'rights'],
      ['rules', 'terms'],
      ['service', 'service'],
    ],
  )
  assert.deepEqual(Object.keys(kinds), [...kindNames])
  for (const name of ['toString', 'spam', '', undefined, ['rules']]) assert.equal(isKindName(name), false)
  assert.equal(isKindName('rules'), true)
})

test('N9: the protected kinds are those where an answer can never be refused', () => {
  assert.deepEqual(names(all.filter(({ isProtected }) => isProtected)), [
    'child-abuse',
    'danger',
    'defamation',
    'intimate-image',
    'privacy',
  ])
})

test('three kinds are urgent; two of them are hidden by rule', () => {
  const urgent = all.filter(({ isUrgent }) => isUrgent)
  assert.deepEqual(names(urgent), ['child-abuse', 'danger', 'intimate-image'])
  assert.deepEqual(names(all.filter(({ isHiddenAtOnce }) => isHiddenAtOnce)), [
    'child-abuse',
    'intimate-image',
  ])
})

test('a name is needed only where the law needs it, and never asked for about child abuse', () => {
  assert.deepEqual(names(all.filter(({ needsContact }) => needsContact)), ['defamation', 'intimate-image'])
  assert.deepEqual(names(all.filter(({ asksContact }) => !asksContact)), ['child-abuse'])
})

test('each kind asks what its law or its rule needs', () => {
  const required = Object.fromEntries(all.map((kind) => [kind.name, fieldsOf(kind, true)]))
  assert.deepEqual(required, {
    'intimate-image': ['declaresIntimate', 'relation'],
    'child-abuse': [],
    danger: [],
    defamation: ['statement', 'why', 'meaning'],
    illegal: ['law'],
    'child-harm': [],
    privacy: [],
    rights: ['whatRight'],
    rules: ['rule'],
    service: [],
  })
  const optional = all.filter((kind) => fieldsOf(kind, false).length > 0)
  assert.deepEqual(names(optional), ['child-harm', 'danger', 'defamation', 'illegal', 'privacy'])
  for (const name of ['child-harm', 'danger', 'illegal', 'privacy'] as const)
    assert.deepEqual(fieldsOf(kinds[name], false), ['relation'])
  assert.deepEqual(fieldsOf(kinds.defamation, false), [
    'inaccurate',
    'cannotIdentify',
    'shareName',
    'shareEmail',
    'priorNotices',
  ])
})

test('every field can be drawn, and none takes the place of one that all kinds have', () => {
  const taken = ['about', 'kind', 'details', 'name', 'email', 'goodFaith']
  for (const { name, fields } of all) {
    assert.equal(new Set(fields.map((field) => field.name)).size, fields.length, name)
    for (const field of fields) {
      assert.ok(!taken.includes(field.name), `${name}: ${field.name}`)
      assert.ok(field.label && field.hint, field.name)
      assert.equal(field.lines === 0, field.choices !== undefined, field.name)
    }
  }
})

test('the chooser speaks in short plain words, one sentence a kind', () => {
  for (const { name, label, sentence } of all) {
    assert.ok(label.split(' ').length <= 6, name)
    assert.ok(sentence.split(' ').length <= 22, name)
    assert.match(sentence, /^[A-Z][^.]+\.$/, name)
  }
})
