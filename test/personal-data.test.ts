import './support/env.ts'

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { after, test } from 'node:test'
import mongoose from 'mongoose'
import { config } from '../src/config.ts'
import { personalEntry } from '../src/database/personal.ts'
import { otherStores } from '../src/database/stores.ts'
import { published } from '../src/privacy/notice/published.ts'
import { before } from './support/hooks.ts'
import { connectSite, type TestSite } from './support/site.ts'
import { sourcesIn } from './support/sources.ts'

let site: TestSite

before(async () => {
  for (const { path, text } of sourcesIn('src', '.ts'))
    if (/\bmodel[<(]|declareStore\(/.test(text) && !path.endsWith('server.ts')) await import(`../${path}`)
  site = await connectSite()
})
after(() => site.close())

interface Paths {
  paths: Record<string, { options: { personal?: unknown }; schema?: Paths }>
}

/** Every path of every model, sub-documents' paths too. */
function pathsOf(schema: Paths, prefix = ''): { path: string; personal: unknown }[] {
  return Object.entries(schema.paths).flatMap(([name, type]) => {
    const inner = type.schema
    if (inner) return pathsOf(inner, `${prefix}${name}.`)
    return [{ path: prefix + name, personal: type.options.personal }]
  })
}

test('N1: every stored field says why it is stored', () => {
  const models = mongoose.modelNames()
  assert.ok(models.length > 10, `only ${models.length} models were found`)
  const faults = models.flatMap((name) =>
    pathsOf(mongoose.model(name).schema)
      .map(({ path, personal }) => ({ path, parsed: personalEntry.safeParse(personal) }))
      .filter(({ parsed }) => !parsed.success)
      .map(({ path, parsed }) => `${name}.${path}: ${parsed.error?.issues[0]?.message}`),
  )
  assert.deepEqual(faults, [])
})

test('N1: a field without an entry is found', () => {
  const schema = new mongoose.Schema({ shoeSize: Number }, { _id: false, versionKey: false })
  const [found] = pathsOf(schema)
  assert.equal(personalEntry.safeParse(found?.personal).success, false)
})

test('N1: libraries and folders have entries too', () => {
  for (const { name, personal } of otherStores())
    assert.equal(personalEntry.safeParse(personal).success, true, name)
})

test('N1: every collection that exists is a model or a declared store', async () => {
  const live = await mongoose.connection.listCollections()
  const known = [
    ...mongoose.modelNames().map((name) => mongoose.model(name).collection.name),
    ...otherStores().map(({ name }) => name),
  ]
  const unknown = live
    .map(({ name }) => name)
    .filter((name) => !known.includes(name) && !name.startsWith('system.'))
  assert.deepEqual(unknown, [])
})

test('N1: every file and folder in DATA_DIR is a declared store', () => {
  const known = otherStores().map(({ name }) => name.replace(/\/$/, ''))
  assert.deepEqual(
    readdirSync(config.dataDir).filter((name) => !known.includes(name)),
    [],
  )
})

test('N29: the notice says how long each kind of personal information is kept', () => {
  const kept = mongoose.modelNames().flatMap((name) => pathsOf(mongoose.model(name).schema))
  const entries = [...kept, ...otherStores()].map(({ personal }) => personalEntry.parse(personal))
  const wanted = new Set(entries.filter(({ whose }) => whose !== 'nobody').map(({ retention }) => retention))
  assert.ok(wanted.size > 10, [...wanted].join())
  const said = JSON.stringify(published.at(-1)?.parts)
  const unsaid = [...wanted].filter(
    (key) => !said.includes(`"key":"${key}"`) && !said.includes(`{{keep.${key}}}`),
  )
  assert.deepEqual(unsaid, [])
})

test('N2: no field asks for special personal information', () => {
  const special =
    /race|ethnic|religio|belief|health|sex|orientation|politic|union|genetic|biometric|birth|gender/i
  const found = mongoose
    .modelNames()
    .flatMap((name) => pathsOf(mongoose.model(name).schema).map(({ path }) => `${name}.${path}`))
    .filter((path) => special.test(path))
  assert.deepEqual(found, [])
})

test('N10: no field holds a card or an account at a bank', () => {
  const money = /card|iban|sortcode|cvc|cvv|pan$|accountNumber/i
  const found = mongoose
    .modelNames()
    .flatMap((name) => pathsOf(mongoose.model(name).schema).map(({ path }) => path))
    .filter((path) => money.test(path))
  assert.deepEqual(found, [])
})
