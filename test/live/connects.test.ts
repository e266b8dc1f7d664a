import '../support/normal-limits.ts'
import '../support/env.ts'

import assert from 'node:assert/strict'
import { Agent, get } from 'node:http'
import { after, test } from 'node:test'
import request from 'supertest'
import { makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { closeListeners, listenTo } from '../support/live.ts'

const holder = forumSite()
after(closeListeners)

const agent = new Agent({ keepAlive: true, maxSockets: 50 })
after(() => agent.destroy())

function connect(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  get(`${holder.site.url}/live/?EIO=4&transport=polling`, { agent }, (answer) => {
    answer.resume()
    answer.on('end', () => resolve(answer.statusCode ?? 0))
  }).on('error', reject)
  return promise
}

test('ten thousand connects in a minute from one address: three hundred get in, and pages go on', async () => {
  const { path, id } = await makeTopic()
  const reader = listenTo(holder.site)
  await reader.join(`topic:${id}`)
  const statuses: number[] = []
  for (let round = 0; round < 100; round += 1)
    statuses.push(...(await Promise.all(Array.from({ length: 100 }, connect))))
  const opened = statuses.filter((status) => status === 200).length
  assert.equal(opened, 299)
  assert.equal(statuses.filter((status) => status === 403).length, 10_000 - opened)
  await request(holder.site.server).get(path).expect(200)
  assert.equal((await reader.join(`topic:${id}`)).ok, true)
})
