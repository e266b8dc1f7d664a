import '../support/env.ts'
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { Accounts, countOtherAdmins, loadAccount } from '../../src/auth/account.ts'
import { isAdmin, isStaff, whyNotPost } from '../../src/auth/policy.ts'
import { isClosed, isSuspended, restrictionOf } from '../../src/auth/restriction.ts'
import { endOverSanctions, findSanctioned, liftSanction, sanction } from '../../src/auth/sanction.ts'
import type { SanctionKind } from '../../src/auth/sanction-record.ts'
import { Sessions } from '../../src/auth/session.ts'
import { days, moveClock, now, nowMs, resetClock } from '../../src/clock.ts'
import { carryBy } from '../../src/live/bus.ts'
import { makeAccount } from '../support/accounts.ts'
import { killedAfter } from '../support/broken-writes.ts'
import { forumDatabase } from '../support/forum-site.ts'

forumDatabase()
afterEach(() => {
  resetClock()
  carryBy(undefined)
})

const inDays = (n: number) => new Date(nowMs() + days(n))
const put = (id: string, by: string, kinds: SanctionKind[], until: Date | null = null, over?: string) =>
  sanction(id, { by, kinds, since: now(), until, over })

async function someone(wanted = {}) {
  const id = String((await makeAccount(wanted))._id)
  const read = async () => (await loadAccount(id)) ?? assert.fail('the account is gone')
  return { id, read }
}

const tellNobody = async () => {}

test('N9: each measure stands with its decision, its beginning and its end, and twice is the same as once', async () => {
  for (const [kind, state] of [
    ['limit', 'limited'],
    ['suspend', 'suspended'],
    ['close', 'closed'],
  ] as const) {
    const { id, read } = await someone()
    const until = inDays(7)
    const measures = { by: 'D-1', kinds: [kind], since: now(), until }
    await sanction(id, measures)
    const once = await read()
    await sanction(id, measures)
    const twice = await read()
    assert.deepEqual(twice, once)
    assert.equal(once.state, state)
    const end = kind === 'close' ? null : until
    assert.deepEqual(once.sanctions, [{ kind, by: 'D-1', since: measures.since, until: end }])
    assert.match(whyNotPost(once) ?? '', /Decision D-1 says why/)
    assert.deepEqual([isSuspended(once), isClosed(once)], [kind === 'suspend', kind === 'close'])
    await liftSanction(id, 'D-1')
    await liftSanction(id, 'D-1')
    const back = await read()
    assert.deepEqual([back.state, back.sanctions, whyNotPost(back)], ['active', [], undefined])
  }
})

test('N9: of two decisions each goes by itself, and the heavier one counts while it holds', async () => {
  const { id, read } = await someone()
  await Promise.all([put(id, 'D-1', ['limit'], inDays(30)), put(id, 'D-2', ['suspend'], inDays(2))])
  assert.equal((await read()).sanctions?.length, 2)
  assert.equal(restrictionOf(await read())?.by, 'D-2')
  assert.deepEqual(await findSanctioned('D-1'), [id])
  await liftSanction(id, 'D-2')
  assert.deepEqual([(await read()).state, restrictionOf(await read())?.by], ['limited', 'D-1'])
  await put(id, 'D-3', ['close'])
  await liftSanction(id, 'D-1')
  assert.equal((await read()).state, 'closed')
  await liftSanction(id, 'D-3')
  assert.equal((await read()).state, 'active')
})

test('N9: a decision that takes the place of another leaves no moment between the two', async () => {
  const { id, read } = await someone()
  await put(id, 'D-1', ['suspend'], inDays(30))
  const until = inDays(3)
  for (let writes = 0; ; writes += 1) {
    const isThrough = await killedAfter(writes, () => put(id, 'D-2', ['suspend'], until, 'D-1'))
    const { sanctions, state } = await read()
    assert.deepEqual([sanctions?.length, state], [1, 'suspended'], `killed after ${writes} writes`)
    if (isThrough) break
  }
  assert.deepEqual(restrictionOf(await read())?.until, until)
})

test('N9: what is over restricts nobody, however late the timetable comes', async () => {
  const { id, read } = await someone()
  await put(id, 'D-1', ['suspend'], inDays(1))
  await put(id, 'D-2', ['limit'], inDays(3))
  moveClock(days(1) + 1000)
  assert.equal((await read()).state, 'suspended', 'nobody has written it down yet')
  assert.deepEqual([isSuspended(await read()), restrictionOf(await read())?.kind], [false, 'limit'])
  assert.equal(await endOverSanctions(tellNobody), 1)
  assert.deepEqual([(await read()).state, (await read()).sanctions?.length], ['limited', 1])
  moveClock(days(2))
  assert.equal(whyNotPost(await read()), undefined)
  await endOverSanctions(tellNobody)
  assert.equal(await endOverSanctions(tellNobody), 0)
  assert.deepEqual([(await read()).state, (await read()).sanctions], ['active', []])
  await put(id, 'D-3', ['limit'], new Date(nowMs() - 1))
  assert.deepEqual((await read()).sanctions, [], 'carried out after its own end, it begins nothing')
})

test('N26: who waits for a guardian goes on waiting under a measure and after it', async () => {
  const { id, read } = await someone({ ageBand: '13-17' })
  await put(id, 'D-1', ['limit'], inDays(1))
  assert.equal((await read()).state, 'awaiting-guardian')
  await liftSanction(id, 'D-1')
  assert.equal((await read()).state, 'awaiting-guardian')
})

test('staff lose their powers while a measure lasts, and count for nobody as an admin who can act', async () => {
  const [admin, other] = [await someone({ role: 'admin' }), await someone({ role: 'admin' })]
  for (const kind of ['limit', 'suspend', 'close'] as const) {
    await put(other.id, 'D-1', [kind], inDays(1))
    const account = await other.read()
    assert.deepEqual([isStaff(account), isAdmin(account), account.role], [false, false, 'admin'])
    assert.equal(await countOtherAdmins(admin.id), 0)
    await liftSanction(other.id, 'D-1')
    assert.equal(isAdmin(await other.read()), true)
  }
})

test('every process hears of it before the measure is called done, and a closed account keeps no session', async () => {
  const { id } = await someone()
  const said: string[] = []
  carryBy({
    changed: async (tags) => {
      said.push(...tags)
    },
    publish: () => {},
  })
  const session = { account: id, startedAt: now(), seenAt: now(), device: 'Firefox' }
  await Sessions.create({ _id: 'one', session, expires: inDays(1) })
  await put(id, 'D-1', ['suspend'], inDays(1))
  assert.deepEqual(said, [`account:${id}`])
  assert.equal(await Sessions.countDocuments({ 'session.account': id }), 1, 'it opens the page of rights')
  await put(id, 'D-2', ['close'])
  assert.ok(said.includes(`sessions:${id}`))
  assert.equal(await Sessions.countDocuments({ 'session.account': id }), 0)
})

test('accounts from before have no sanctions, and none is written to them', async () => {
  const { id } = await someone()
  const stored = await Accounts.collection.findOne({ username: (await loadAccount(id))?.username })
  assert.equal('sanctions' in (stored ?? {}), false)
})
