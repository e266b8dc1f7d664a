import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { MongoClient, ObjectId } from 'mongodb'
import { readRunning, socketUri } from '../src/database/engine/socket.ts'
import { admin, readJson, sendForm, signInByHand } from './support/by-hand.ts'
import { judgement } from './support/complaints.ts'
import { mailsIn, type ReadMail } from './support/mails.ts'
import { type Program, runProgram, untilGone, untilHealthy } from './support/program.ts'
import { root } from './support/sources.ts'

let running: Program | undefined
after(() => running?.child.kill('SIGKILL'))

async function start(dataDir?: string): Promise<Program> {
  running = await runProgram({ ...admin, ...(dataDir && { DATA_DIR: dataDir }) })
  await untilHealthy(running)
  return running
}

const author = 'bea@example.org'

/** The admin's own things are not for the admin to judge: from now on they are Bea's. */
async function giveAllToBea({ dataDir }: Program): Promise<void> {
  const found = (await readRunning(join(dataDir, 'db'))) ?? assert.fail('the engine runs')
  const client = await new MongoClient(socketUri(found.socket, 'forum')).connect()
  const forum = client.db('forum')
  const ada = (await forum.collection('accounts').findOne({ username: 'ada' })) ?? assert.fail('an admin')
  const { founder: _, ...same } = ada
  const names = { username: 'bea', usernameKey: 'bea', name: 'Bea', email: author, emailKey: author }
  const bea = { ...same, ...names, _id: new ObjectId(), role: 'member' }
  await forum.collection('accounts').insertOne(bea)
  for (const name of ['posts', 'topics'])
    await forum.collection(name).updateMany({}, { $set: { author: bea._id } })
  await client.close()
}

interface Complained {
  post: string
  ref: string
  /** Decisions that were answered 201. */
  acknowledged: string[]
}

const CASES = 12
const AT_ONCE = 4

/** A topic with so many insults, each reported by somebody else. */
async function complain(program: Program, cookie: string): Promise<{ topic: string; cases: Complained[] }> {
  const made = await sendForm(
    program,
    '/c/general/topics',
    { title: 'Quarrels', body: 'First words.' },
    cookie,
  )
  const topic = made.headers.get('location') ?? ''
  const id = topic.split('/').at(-1)
  for (let n = 1; n <= CASES; n += 1)
    assert.equal(
      (await sendForm(program, `/t/${id}/posts`, { body: `Insult ${n}, you fools.` }, cookie)).status,
      303,
    )
  await giveAllToBea(program)
  const { posts } = (await readJson(program, topic)) as { posts: { id: string }[] }
  const cases: Complained[] = []
  for (const [n, post] of posts.slice(1, CASES + 1).entries()) {
    const about = `/posts/${post.id}`
    const report = {
      about,
      kind: 'rules',
      rule: '1',
      details: 'Rude.',
      goodFaith: 'yes',
      email: `rep${n}@example.org`,
    }
    const answer = await sendForm(program, '/reports', report)
    assert.equal(answer.status, 303, await answer.text())
    cases.push({ post: post.id, ref: `C-${n + 1}`, acknowledged: [] })
  }
  return { topic: new URL(topic, program.url).pathname, cases }
}

/** Decides some at once, and kills the program a moment later. @returns how many were not answered any more */
async function decideAndKill(
  program: Program,
  cookie: string,
  cases: Complained[],
  afterMs: number,
): Promise<number> {
  let open = 0
  const deciding = cases.map(async (one) => {
    const init = {
      method: 'POST',
      headers: { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin', Accept: 'application/json' },
      body: new URLSearchParams(judgement()),
    }
    try {
      const answer = await fetch(`${program.url}/review/${one.ref}/decisions`, init)
      const { ref } = (await answer.json()) as { ref?: string }
      if (answer.status === 201 && ref) one.acknowledged.push(ref)
      else assert.fail(`${one.ref}: ${answer.status}`)
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error
      open += 1
    }
  })
  await wait(afterMs)
  program.child.kill('SIGKILL')
  await Promise.all(deciding)
  await untilGone(program)
  return open
}

/** What is still on its way after the start has arrived: the mails do not change any more. */
async function settledMails(
  { dataDir }: Program,
  wanted: (mails: ReadMail[]) => boolean,
): Promise<ReadMail[]> {
  for (let tries = 0; tries < 600; tries += 1) {
    const mails = await mailsIn(dataDir)
    if (wanted(mails)) return mails
    await wait(100)
  }
  assert.fail(
    `mails are missing: ${(await mailsIn(dataDir)).map(({ to, subject }) => `${to} ${subject}`).join('; ')}`,
  )
}

const decidedIn = async (program: Program, cookie: string, { ref }: Complained) =>
  ((await readJson(program, `/review/${ref}`, cookie)) as { decisions: { ref: string }[] }).decisions.map(
    (one) => one.ref,
  )

test('N9: killed in the midst of decisions, each stands whole after the start, with its letters and its line, or not at all', async () => {
  let program = await start()
  let cookie = await signInByHand(program)
  const { topic, cases } = await complain(program, cookie)
  let open = 0
  for (let from = 0, afterMs = 10; from < CASES; from += AT_ONCE, afterMs += 60) {
    open += await decideAndKill(program, cookie, cases.slice(from, from + AT_ONCE), afterMs)
    program = await start(program.dataDir)
  }
  assert.ok(open > 0, 'none of the kills came in time')
  cookie = await signInByHand(program)

  const decided = new Map<Complained, string>()
  for (const one of cases) {
    const refs = await decidedIn(program, cookie, one)
    assert.ok(refs.length <= 1, `${one.ref} was decided ${refs.length} times`)
    for (const ref of one.acknowledged) assert.deepEqual(refs, [ref], 'what was answered stands')
    if (refs[0]) decided.set(one, refs[0])
  }
  // What was not decided can be, now.
  for (const one of cases)
    if (!decided.has(one)) {
      const answer = await sendForm(program, `/review/${one.ref}/decisions`, judgement(), cookie)
      assert.equal(answer.status, 303, await answer.text())
      decided.set(one, (await decidedIn(program, cookie, one))[0] ?? assert.fail(one.ref))
    }

  const letters = (mails: ReadMail[]) => mails.filter(({ subject }) => /restricted|is decided/.test(subject))
  const mails = letters(await settledMails(program, (all) => letters(all).length >= 2 * CASES))
  const { posts } = (await readJson(program, topic)) as { posts: { id: string; html?: string }[] }
  const { lines } = (await readJson(program, '/log')) as { lines: { decision: string; event: string }[] }
  for (const [n, one] of cases.entries()) {
    const ref = decided.get(one) ?? ''
    const toAuthor = mails.filter(({ text }) => new RegExp(`/decisions/${ref}\\b`).test(text))
    assert.deepEqual([toAuthor.length, toAuthor[0]?.to], [1, author], `${ref}: the author is told once`)
    assert.equal(
      mails.filter(({ to }) => to === `rep${n}@example.org`).length,
      1,
      `${ref}: the reporter, too`,
    )
    const line = lines.filter(({ decision, event }) => decision === ref && event === 'decided')
    assert.equal(line.length, 1, `${ref} has one line in the log`)
    assert.doesNotMatch(String(posts.find(({ id }) => id === one.post)?.html ?? ''), /Insult/, `${ref} holds`)
  }
  assert.equal(mails.length, 2 * CASES)
  const { PATH, HOME, TMPDIR } = process.env
  const env = { PATH, HOME, TMPDIR, DATA_DIR: program.dataDir }
  const verify = [join(root, 'src/reports/verify-log.ts')]
  const { stdout } = await promisify(execFile)(process.execPath, verify, { env })
  assert.doesNotMatch(stdout, /wrong/)
})
