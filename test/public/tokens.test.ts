import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../support/sources.ts'

const css = readFileSync(join(root, 'public/css/base/tokens.css'), 'utf8')
const pairs = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)/g)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
)

function luminance(colour: string): number {
  const digits = colour.length === 4 ? colour.replace(/[0-9a-f]/g, '$&$&') : colour
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(digits.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

function colourOf(name: string, theme: 'light' | 'dark'): string {
  const colour = name.startsWith('#') ? name : pairs.get(name)?.[theme]
  assert.ok(colour, `--${name}`)
  return colour
}

const least: [string, string[], number][] = [
  ['text', ['ground', 'raised', 'sunken', 'marked', 'accent-soft', 'wrong-soft', 'good-soft'], 7],
  ['quiet', ['ground', 'raised', 'sunken'], 4.5],
  ['accent', ['ground', 'raised', 'sunken'], 4.5],
  ['accent-strong', ['ground', 'accent-soft'], 4.5],
  ['wrong', ['ground', 'raised', 'wrong-soft'], 4.5],
  ['on-accent', ['accent'], 4.5],
  ['#fff', ['button', 'button-strong', 'wrong-strong'], 4.5],
  ['line-strong', ['ground', 'raised'], 3],
]

test('the contrast formula knows black and white', () => {
  assert.equal(contrast('#000', '#ffffff'), 21)
})

test('every colour can be read on every ground it stands on, in both themes', () => {
  const weak = least.flatMap(([front, grounds, ratio]) =>
    grounds.flatMap((ground) =>
      (['light', 'dark'] as const)
        .map((theme) => ({ theme, is: contrast(colourOf(front, theme), colourOf(ground, theme)) }))
        .filter(({ is }) => is < ratio)
        .map(({ theme, is }) => `${front} on ${ground}, ${theme}: ${is.toFixed(2)} < ${ratio}`),
    ),
  )
  assert.deepEqual(weak, [])
})
