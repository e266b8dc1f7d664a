import assert from 'node:assert/strict'
import { test } from 'node:test'
import Handlebars from 'handlebars'
import { prepareAssets } from '../../src/web/assets.ts'
import { helpers } from '../../src/web/view-helpers.ts'
import { before } from '../support/hooks.ts'

const engine = Handlebars.create()
engine.registerHelper(helpers)
const render = (template: string, model: object = {}) => engine.compile(template)(model)

before(prepareAssets)

test('a time is exact for machines and on hover, in London', () => {
  const at = new Date('2026-07-01T11:05:00Z')
  const html =
    '<time datetime="2026-07-01T11:05:00.000Z" title="1 July 2026 at 12:05, London">1 Jul 2026</time>'
  for (const given of [at, at.toISOString(), at.getTime()])
    assert.equal(render('{{time at}}', { at: given }), html)
})

test('under a line that names the day a time is the time of day', () => {
  const at = new Date('2026-07-01T11:05:00Z')
  assert.match(render('{{time at clock=true}}', { at }), /title="1 July 2026 at 12:05, London">12:05</)
})

test('no time, or a wrong one, is nothing', () => {
  for (const at of [null, undefined, 'soon', {}]) assert.equal(render('{{time at}}', { at }), '')
})

test('an icon is decoration unless it has words of its own, which are escaped', () => {
  assert.match(
    render('{{icon "pin"}}'),
    /^<svg class="icon"[^>]* aria-hidden="true"><use href="\/assets\/icons-[0-9a-f]+\.svg#pin"><\/use><\/svg>$/,
  )
  const spoken = render('{{icon "pin" label=words}}', { words: '"><script>' })
  assert.match(spoken, /role="img" aria-label="&quot;&gt;&lt;script&gt;"/)
})

test('an icon that is not in the sprite stops the page', () => {
  assert.throws(() => render('{{icon "unicorn"}}'), /no icon "unicorn"/)
})

test('counts agree with their nouns', () => {
  const say = (n: number) => render('{{plural n "reply" "replies"}}', { n })
  assert.deepEqual([0, 1, 2, 1204].map(say), ['0 replies', '1 reply', '2 replies', '1,204 replies'])
})

test('a person has the same colour however the name is written', () => {
  const colour = (username: string) => Number(render('{{avatarColour username}}', { username }))
  assert.equal(colour('Rosa'), colour('rosa'))
  const colours = new Set(Array.from({ length: 200 }, (_, place) => colour(`member${place}`)))
  assert.deepEqual(
    [...colours].sort((a, b) => a - b),
    [...Array(12).keys()],
  )
})

test('initials are whole letters of the first and last name', () => {
  const initials = (name: unknown) => render('{{initials name}}', { name })
  assert.deepEqual(['Rosa', 'rosa maria diaz', 'jo_w', '𝒜nna Öst', '  ', undefined].map(initials), [
    'R',
    'RD',
    'JW',
    '𝒜Ö',
    '',
    '',
  ])
})

test('conditions see the world as #if does', () => {
  const is = (condition: string, model: object) => render(`{{#if (${condition})}}yes{{else}}no{{/if}}`, model)
  assert.equal(is('or none empty', { none: null, empty: [] }), 'no')
  assert.equal(is('or none full', { none: null, full: [1] }), 'yes')
  assert.equal(is('and full word', { full: [1], word: 'a' }), 'yes')
  assert.equal(is('and full empty', { full: [1], empty: [] }), 'no')
  assert.equal(is('not empty', { empty: [] }), 'yes')
  assert.equal(is('eq a b', { a: 1, b: '1' }), 'no')
  assert.equal(render('{{or none "else"}}'), 'else')
  assert.equal(render('{{or none empty}}', { none: null, empty: '' }), '')
})
