import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { verifyAudit } from '../../src/auth/audit.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { verifyLines } from '../../src/reports/log-line.ts'
import { rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumDatabase } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'
import { check } from './random-checks.ts'
import { happened, run } from './random-telling.ts'
import { everyAct, randomWay } from './random-way.ts'
import { makeShared, makeWorld } from './random-world.ts'

forumDatabase()
rules()
before(stopOutbox)

/** What changes nothing that is checked here; what was refused does not, either, and the end of the way shows it. */
const quiet = ['note', 'take', 'release']
const RUNS = 75
/** Ways at the same time, each about posts of its own. */
const AT_ONCE = 4
/** `WAYS='{"seed":1,"path":"2"}'` goes the same ways again; a failure says both. */
const again = JSON.parse(process.env.WAYS ?? '{}') as { seed?: number; path?: string }

test(`N9: ${RUNS * AT_ONCE} random ways through the database end in order`, async () => {
  const shared = await makeShared()
  const topic = await makeTopic()
  await fc.assert(
    fc.asyncProperty(fc.array(randomWay, { minLength: AT_ONCE, maxLength: AT_ONCE }), async (ways) => {
      await Promise.all(
        ways.map(async (steps) => {
          const world = await makeWorld(topic.id, shared)
          try {
            for (const step of steps)
              if ((await run(world, step)) && !quiet.includes(step.act)) await check(world)
            await check(world)
          } catch (error) {
            throw new Error(`${(error as Error).message}\n${world.log.join('\n')}`, { cause: error })
          }
        }),
      )
    }),
    { numRuns: RUNS, endOnFailure: true, ...again },
  )
  assert.equal((await verifyLines()).fault, undefined)
  assert.equal((await verifyAudit()).fault, undefined)
  if (again.path) return
  for (const act of everyAct) assert.ok((happened.get(act) ?? 0) > 0, `${act} happened at all`)
})
