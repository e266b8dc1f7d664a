import '../support/env.ts'

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, test } from 'node:test'
import mongoose, { Types } from 'mongoose'
import { appendAct } from '../../src/auth/audit.ts'
import { appendFact } from '../../src/disclosure/disclosure.ts'
import { closeTestDatabase, openTestDatabase } from '../support/database.ts'
import { before } from '../support/hooks.ts'
import { root } from '../support/sources.ts'
import { makeLines } from './making.ts'

before(openTestDatabase)
after(closeTestDatabase)

/** As `npm run verify-log` runs it. */
async function verifyLog(env: NodeJS.ProcessEnv = {}): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, ['src/reports/verify-log.ts'], {
    cwd: root,
    env: { ...process.env, ...env },
  })
  let said = ''
  child.stdout.on('data', (chunk) => (said += chunk))
  child.stderr.on('data', (chunk) => (said += chunk))
  const [code] = await once(child, 'close')
  return { code, said }
}

test('N9: npm run verify-log says that nothing was altered, or what was', async () => {
  await makeLines(3)
  const act = { by: new Types.ObjectId(), act: 'case:claimed', caseRef: 'R-1' }
  await appendAct(act)
  const fact = { purpose: 'to try it', recipient: 'x', recipientKind: 'self', fields: ['email'] } as const
  await appendFact({ ...fact, fields: [...fact.fields], kind: 'disclosure', clause: 'N4', subjects: [] })
  const sound = await verifyLog()
  assert.equal(sound.code, 0, sound.said)
  assert.deepEqual(sound.said.trim().split('\n'), [
    'The public log: 3 lines, none altered.',
    'The audit log: 1 line, none altered.',
    'The list of disclosures: 1 line, none altered.',
  ])
  await mongoose.connection.collection('log-lines').updateOne({ number: 2 }, { $set: { kind: 'illegal' } })
  const altered = await verifyLog()
  assert.equal(altered.code, 1)
  assert.match(altered.said, /^The public log: number 2 is wrong – altered/m)
  assert.match(altered.said, /^The audit log: 1 line, none altered\.$/m)
})
