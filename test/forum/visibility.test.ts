import '../support/env.ts'

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import request from 'supertest'
import { flushTails } from '../../src/forum/topic-tails.ts'
import { signedInAgent } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { before } from '../support/hooks.ts'
import { connectSite, type TestSite } from '../support/site.ts'

/** One topic in a board of each audience, all by the same person, who has such a role that all can be written. */
const audiences = ['public', 'members', 'staff'] as const
type Audience = (typeof audiences)[number]

let site: TestSite
let agents: Record<'stranger' | 'member' | 'staff', ReturnType<typeof request.agent>>
let writer: string
const slugs = {} as Record<Audience, string>
const paths = {} as Record<Audience, string>

const mayRead = {
  stranger: ['public'],
  member: ['public', 'members'],
  staff: ['public', 'members', 'staff'],
} as const

/** In titles and texts, so that a leak anywhere in an answer is seen. */
const secret = (audience: Audience) => `zebra${audience}zebra`

before(async () => {
  site = await connectSite()
  const member = await signedInAgent(site)
  const staff = await signedInAgent(site, { role: 'moderator' })
  agents = { stranger: request.agent(site.server), member: member.agent, staff: staff.agent }
  writer = staff.account.username
  for (const audience of audiences) {
    const board = await makeBoard({ audience, name: `Board for ${audience}` })
    const title = `About ${secret(audience)}`
    const body = `Words with quagga and ${secret(audience)}.`
    const { id, path } = await makeTopic({ board, author: staff.account, title, body })
    await makePost({ topic: id, author: staff.account, body: `A reply on ${secret(audience)}` })
    slugs[audience] = board.slug
    paths[audience] = path
  }
  await flushTails()
})
after(() => site.close())

async function read(reader: keyof typeof mayRead, path: string, accept: string): Promise<string> {
  const answer = await agents[reader].get(path).set('Accept', accept)
  assert.equal(answer.status, 200, `${path} for ${reader}`)
  return answer.text
}

for (const path of [
  '/',
  '/latest',
  '/new',
  '/top',
  '/top/month',
  '/top/year',
  '/search?q=quagga',
  '/u/:writer',
])
  test(`${path} shows each reader the boards they may read, as page and as JSON, and no other`, async () => {
    const address = path.replace(':writer', writer)
    for (const reader of ['staff', 'stranger', 'member', 'stranger'] as const)
      for (const accept of ['text/html', 'application/json']) {
        const text = await read(reader, address, accept)
        for (const audience of audiences) {
          const isOpen = (mayRead[reader] as readonly string[]).includes(audience)
          assert.equal(
            text.includes(secret(audience)),
            isOpen,
            `${address}: ${audience} for ${reader}, ${accept}`,
          )
        }
      }
  })

test('a board page answers 404 to those who may not read it, as if it were not there', async () => {
  for (const reader of ['stranger', 'member', 'staff'] as const)
    for (const audience of audiences) {
      const answer = await agents[reader].get(`/c/${slugs[audience]}`)
      const isOpen = (mayRead[reader] as readonly string[]).includes(audience)
      assert.equal(answer.status, isOpen ? 200 : 404, `${audience} for ${reader}`)
      assert.equal(answer.text.includes(secret(audience)), isOpen)
    }
})

test('searching in a board that is not open says the same as for one that does not exist', async () => {
  const hidden = await agents.member.get(`/search?q=quagga&board=${slugs.staff}`).expect(422)
  const missing = await agents.member.get('/search?q=quagga&board=nothing-here').expect(422)
  const plain = (text: string) => text.replaceAll(slugs.staff, 'x').replaceAll('nothing-here', 'x')
  assert.equal(plain(hidden.text), plain(missing.text))
})

test('feeds and sitemap hold public boards only, whoever asks', async () => {
  for (const reader of ['stranger', 'member', 'staff'] as const)
    for (const path of [
      '/feed',
      `/c/${slugs.public}/feed`,
      `${paths.public}/feed`,
      '/sitemap/topics-1.xml',
    ]) {
      const text = await read(reader, path, '*/*')
      assert.ok(text.includes('zebrapubliczebra'), `${path} for ${reader}`)
      assert.doesNotMatch(text, /zebramembers|zebrastaff/, `${path} for ${reader}`)
    }
})

test('there is no feed of a closed board or its topics, not even for those who may read them', async () => {
  for (const audience of ['members', 'staff'] as const) {
    await agents.staff.get(`/c/${slugs[audience]}/feed`).expect(404)
    await agents.staff.get(`${paths[audience]}/feed`).expect(404)
  }
})

test('the sitemap of boards names no closed one, and pages of closed boards ask not to be indexed', async () => {
  const text = await read('staff', '/sitemap/boards.xml', '*/*')
  assert.ok(text.includes(`/c/${slugs.public}<`))
  assert.ok(!text.includes(slugs.members) && !text.includes(slugs.staff))
  const page = await agents.member.get(`/c/${slugs.members}`)
  assert.match(page.text, /<meta name="robots" content="noindex">/)
  assert.doesNotMatch(page.text, /application\/atom\+xml/)
})

test('who wrote last is told, and who may read a board stands on its page', async () => {
  const home = await read('stranger', '/', 'text/html')
  assert.ok(home.includes(writer))
  const board = await read('member', `/c/${slugs.members}`, 'text/html')
  assert.match(board, /Everybody who is signed in can read this\./)
})
