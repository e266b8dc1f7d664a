import assert from 'node:assert/strict'
import { test } from 'node:test'
import { iconNames, isIcon, makeFavicon, makeSprite } from '../../src/web/icons.ts'
import { sourcesIn } from '../support/sources.ts'

const views = sourcesIn('views', '.hbs')

test('every icon that a view names is in the sprite', () => {
  const named = views.flatMap(({ text }) =>
    [...text.matchAll(/\{\{icon "([^"]+)"/g)].map(([, name]) => name ?? ''),
  )
  assert.ok(named.length > 5)
  assert.deepEqual(
    named.filter((name) => !isIcon(name)),
    [],
  )
})

test('the sprite has a shape under each name and nothing that could run', () => {
  const sprite = makeSprite()
  for (const name of iconNames)
    assert.match(sprite, new RegExp(`<symbol id="${name}"[^>]*><(path|circle|rect|line|polyline)[^>]*/>`))
  assert.doesNotMatch(sprite, /script|href|on\w+=/i)
  assert.ok(sprite.length < 20_000)
})

test('the mark of the site follows the theme', () => {
  assert.match(makeFavicon(), /prefers-color-scheme:dark/)
})
