import '../support/normal-limits.ts'
import '../support/env.ts'
import assert from 'node:assert/strict'
import { request as ask } from 'node:http'
import { test } from 'node:test'
import { signedInAgent } from '../support/accounts.ts'
import { report } from '../support/complaints.ts'
import { forumSite } from '../support/forum-site.ts'

const here = forumSite()

/** A report from that address of this machine. @returns the status */
function sendFrom(localAddress: string, claimed: string): Promise<number | undefined> {
  const body = JSON.stringify({ about: '/a-page', kind: 'rules', rule: '1', details: 'x', goodFaith: 'yes' })
  const headers = {
    'Content-Type': 'application/json',
    Accept: 'application/json',
    'X-Forwarded-For': claimed,
  }
  return new Promise((resolve, reject) => {
    const sending = ask(`${here.site.url}/reports`, { method: 'POST', localAddress, headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    sending.on('error', reject)
    sending.end(body)
  })
}

test('reports by a script end at its address, and keep nobody else from reporting', async () => {
  const statuses = []
  for (let n = 0; n < 50; n += 1) statuses.push(await sendFrom('127.0.0.2', `203.0.113.${n}`))
  assert.deepEqual([statuses.filter((status) => status === 201).length, statuses.at(-1)], [40, 429])
  assert.equal(await sendFrom('127.0.0.3', '127.0.0.2'), 201)
  // From the very network of a script a member still can.
  for (let n = 0; n < 41; n += 1) await sendFrom('127.0.0.1', '::1')
  assert.equal(await sendFrom('127.0.0.1', '::1'), 429)
  const { agent } = await signedInAgent(here.site)
  await report(here.site, { about: '/another-page' }, agent)
})
