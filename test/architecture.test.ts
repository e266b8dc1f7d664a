import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { settingNames } from '../src/config.ts'
import { importsOf, root, type Source, sourcesIn } from './support/sources.ts'

const sources = sourcesIn('src', '.ts')
const views = sourcesIn('views', '.hbs')
const scripts = sourcesIn('public/js', '.ts')

/** Who may import whom (design 2): a row may import the rows above it, never beside or below. */
const rows: string[][] = [
  [
    'config',
    'errors',
    'clock',
    'retention',
    'targets',
    'log',
    'log-file',
    'account-rules',
    'common-passwords',
    'content',
  ],
  ['database', 'live'],
  ['disclosure', 'mail', 'consent'],
  ['auth'],
  ['notifications'],
  ['media', 'reactions'],
  ['drafts'],
  ['forum', 'chat', 'support'],
  ['reports'],
  ['privacy'],
]

/** Within a row only these: settings belong together, and mail leaves through the gate of disclosure. */
const besides = [
  /^(config|errors|clock|retention|targets|log)->(config|errors|clock|retention|targets|log|log-file|account-rules)$/,
  /^account-rules->common-passwords$/,
  /^mail->disclosure$/,
]

const starters = ['server', 'timetable', 'app', 'sockets', 'seeding']

function roomOf(path: string): string {
  const [, first = ''] = path.split('/')
  return first.replace(/\.ts$/, '')
}

function rowOf(room: string): number {
  return rows.findIndex((row) => row.includes(room))
}

function mayImport(from: string, to: string): boolean {
  const [here, there] = [roomOf(from), roomOf(to)]
  if (here === there || starters.includes(here)) return true
  const isDoor = /\.(routes|socket)\.ts$/.test(from)
  if (there === 'web') return isDoor
  if (here === 'web') return rowOf(there) >= 0 && rowOf(there) <= 2
  return (
    (rowOf(there) >= 0 && rowOf(there) < rowOf(here)) ||
    besides.some((pair) => pair.test(`${here}->${there}`))
  )
}

function offences(list: Source[], pattern: RegExp): string[] {
  return list.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map((match) => `${path}: ${match[0].trim().slice(0, 80)}`),
  )
}

test('every room of src stands in the table of who may import whom', () => {
  const rooms = new Set(sources.map(({ path }) => roomOf(path)))
  for (const room of rooms)
    assert.ok(rowOf(room) >= 0 || [...starters, 'web'].includes(room), `src/${room} has no row`)
})

test('imports run upwards in the table only', () => {
  const wrong = sources.flatMap((source) =>
    importsOf(source)
      .filter((to) => to.startsWith('src/') && !mayImport(source.path, to))
      .map((to) => `${source.path} -> ${to}`),
  )
  assert.deepEqual(wrong, [])
})

test('the import rule refuses what it is there to refuse', () => {
  assert.equal(mayImport('src/auth/account.ts', 'src/forum/post.ts'), false)
  assert.equal(mayImport('src/forum/post.ts', 'src/web/respond.ts'), false)
  assert.equal(mayImport('src/forum/posts.routes.ts', 'src/web/respond.ts'), true)
  assert.equal(mayImport('src/mail/outbox.ts', 'src/disclosure/disclose.ts'), true)
  assert.equal(mayImport('src/disclosure/disclose.ts', 'src/mail/outbox.ts'), false)
})

test('files stay small', () => {
  const long = (list: Source[], most: number) =>
    list.filter(({ text }) => text.trimEnd().split('\n').length > most).map(({ path }) => path)
  assert.deepEqual(long(sources, 200), [])
  assert.deepEqual(long(scripts, 200), [])
  assert.deepEqual(long(views, 80), [])
})

test('unescaped output stands only where finished, safe HTML is printed', () => {
  const allowed = [
    'views/partials/head.hbs: {{{page.jsonLd}}}',
    'views/partials/post.hbs: {{{html}}}',
    'views/partials/message.hbs: {{{html}}}',
  ]
  const found = offences(views, /\{\{\{[^}]*\}\}\}/g).filter((found) => !allowed.includes(found))
  assert.deepEqual(found, [])
})

test('views carry no inline style, no inline script and no handler attributes', () => {
  const inline = /\sstyle=|\son[a-z]+=|<style|<script(?![^>]*(?:\ssrc=|application\/ld\+json))/gi
  assert.deepEqual(offences(views, inline), [])
})

const writing =
  /(create|insertMany|insertOne|bulkWrite|bulkSave|updateOne|updateMany|replaceOne|deleteOne|deleteMany|findOneAndUpdate|findOneAndReplace|findOneAndDelete|findByIdAndUpdate|findByIdAndDelete)/

test('a record is written only in the file that defines it', () => {
  const models = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/export const (\w+)[^=]*= (?:mongoose\.)?model[<(]/g)].map(([, name]) => ({
      name,
      path,
    })),
  )
  assert.ok(models.length > 5, 'the models are found')
  const wrong = models.flatMap(({ name, path }) =>
    offences(
      sources.filter((source) => source.path !== path),
      new RegExp(`\\b${name}\\s*\\.\\s*${writing.source}\\b`, 'g'),
    ),
  )
  assert.deepEqual(wrong, [])
})

test('nothing weakens durability or needs more than the embedded engine has', () => {
  const forbidden =
    /writeConcern|withTransaction|startTransaction|\.watch\(|\$where|\$function\b|\$accumulator/g
  assert.deepEqual(
    offences(
      sources.filter(({ path }) => !path.startsWith('src/database/')),
      forbidden,
    ),
    [],
  )
})

/** N8: reactions are read to show, remove, export and judge them, and the demo makes some; nothing scores, sorts or recommends by them. */
const readsReactions = [
  /^src\/reactions\//,
  /^src\/(privacy|reports|seeding)\//,
  /^src\/forum\/(page-of-posts|live-posts|post-faces|topic\.view|reacting|reaction-news|reactions\.view|reactions\.routes|removal)\.ts$/,
  /^src\/chat\/(message\.view|message-faces|room-page\.view|reacting|message-reactions\.routes|removal)\.ts$/,
]

test('N8, T8.2: reactions are read by what displays, removes, exports or judges them, and by nothing that ranks', () => {
  const readers = sources.filter((source) => importsOf(source).some((to) => to.startsWith('src/reactions/')))
  assert.ok(readers.length > 4, 'the readers are found')
  const wrong = readers
    .map(({ path }) => path)
    .filter((path) => !readsReactions.some((may) => may.test(path)))
  assert.deepEqual(wrong, [])
  const counting = sources.filter(({ path }) =>
    /\/(top|topic-list|search|lists\.view|feeds\.view)\.ts$/.test(path),
  )
  assert.ok(counting.length >= 5)
  assert.deepEqual(offences(counting, /\breact\w*\.ts'/g), [])
})

test('N0: nothing reaches out of the program but mail', () => {
  const outbound = /import (?!type)[^\n]* from ['"](?:node:)?(?:https?|http2|dgram|undici)['"]|\bfetch\(/g
  const found = offences(sources, outbound).filter((found) => !found.startsWith('src/server.ts: '))
  assert.deepEqual(found, [])
})

test('N15: no script of ours touches a storage of the browser or a cookie', () => {
  const storage =
    /localStorage|sessionStorage|indexedDB|document\.cookie|cookieStore|caches\.|serviceWorker|navigator\.storage/g
  assert.deepEqual(offences(scripts, storage), [])
})

test('no test is skipped and no check is silenced', () => {
  const silenced =
    /\b(?:it|test|describe)\.(?:skip|only|todo)\b|@ts-(?:ignore|nocheck|expect-error)|biome-ignore/g
  const everything = [...sources, ...scripts, ...sourcesIn('test', '.ts'), ...sourcesIn('bench', '.ts')]
  assert.deepEqual(
    offences(
      everything.filter(({ path }) => path !== 'test/architecture.test.ts'),
      silenced,
    ),
    [],
  )
})

test('.env.example documents each setting, and nothing else', () => {
  const documented = [
    ...readFileSync(join(root, '.env.example'), 'utf8').matchAll(/^#? ?([A-Z][A-Z_]+)=/gm),
  ].map(([, name]) => name)
  assert.deepEqual(
    documented.filter((name) => !/^(?:KEEP|TARGET)_/.test(name ?? '')).sort(),
    [...settingNames].sort(),
  )
})
