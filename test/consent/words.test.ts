import '../support/quiet.ts'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { purposes, wordsShown } from '../../src/consent/purposes.ts'
import { choicesModel } from '../../src/privacy/choices.view.ts'

const view = (path: string) => readFileSync(join(import.meta.dirname, '../../views', path), 'utf8')

/** The label of the tick box for the sign-in cookie, and the reason beside it. */
function tickBoxIn(path: string): string {
  const [, box = ''] = /\{\{> checkbox name="allowSignInCookie"(.*?)\}\}/s.exec(view(path)) ?? []
  const [, label] = /label="([^"]*)"/.exec(box) ?? []
  const [, why] = /why="([^"]*)"/.exec(box) ?? []
  return `${label} ${why}`
}

test('N5: the ledger quotes the banner word for word', () => {
  const [, paragraph = ''] = /<p>(.*?)<\/p>/s.exec(view('partials/banner.hbs')) ?? []
  const words = paragraph.replace(/\{\{#if viewer\}\}.*?\{\{\/if\}\}/s, '').replace(/<[^>]+>/g, '')
  assert.equal(words.replace(/\s+/g, ' ').trim(), wordsShown('use', 'banner'))
})

test('N5: the ledger quotes the tick boxes of signing in and signing up word for word', () => {
  assert.equal(tickBoxIn('sessions/new.hbs'), wordsShown('stay', 'sign-in'))
  assert.equal(tickBoxIn('accounts/new.hbs'), wordsShown('stay', 'sign-up'))
})

test('N5: the ledger quotes what the choices page shows beside each switch', () => {
  const { purposes: shown } = choicesModel({ answered: false, allowed: new Set(), hasSignal: false })
  for (const { name, label, explanation, without } of shown)
    assert.equal(wordsShown(name, 'choices'), `${label}. ${explanation} ${without}`)
  assert.equal(new Set(purposes.map(({ name }) => wordsShown(name, 'choices'))).size, purposes.length)
})

test('N15: the three buttons of the banner have the same class', () => {
  const buttons = [...view('partials/banner.hbs').matchAll(/<(?:button|a) class="([^"]+)"[^>]*>([^<]+)</g)]
  assert.deepEqual(
    buttons.map(([, , label]) => label),
    ['Yes to all', 'No', 'Choose'],
  )
  assert.equal(new Set(buttons.map(([, classes]) => classes)).size, 1)
})
