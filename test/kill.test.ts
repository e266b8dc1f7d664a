import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { admin, readJson, sendForm, signInByHand } from './support/by-hand.ts'
import { type Program, runProgram, untilGone, untilHealthy } from './support/program.ts'

interface Shown {
  number: number
  html?: string
}

let running: Program | undefined
const endings: (() => Promise<void>)[] = []

after(async () => {
  running?.child.kill('SIGKILL')
  for (const end of endings) await end()
})

async function start(dataDir?: string): Promise<Program> {
  running = await runProgram({ ...admin, ...(dataDir && { DATA_DIR: dataDir }) })
  await untilHealthy(running)
  return running
}

async function makeTopic(program: Program, cookie: string): Promise<number> {
  const answer = await sendForm(
    program,
    '/c/general/topics',
    { title: 'Killed', body: 'first words' },
    cookie,
  )
  assert.equal(answer.status, 303)
  const [, id] = /\/t\/[^/]+\/(\d+)/.exec(answer.headers.get('location') ?? '') ?? []
  return Number(id)
}

/** Writes until told to stop; remembers what was acknowledged, and how refusals looked. */
function startWriting(program: Program, topic: number, cookie: string) {
  const acknowledged: string[] = []
  const refusals: { status: number; text: string; words: string }[] = []
  let isOver = false
  let count = 0
  const writer = async () => {
    while (!isOver) {
      count += 1
      const words = `reply-${process.pid}-${count}-end`
      const answer = await sendForm(program, `/t/${topic}/posts`, { body: words }, cookie).catch(
        () => undefined,
      )
      if (answer?.status === 303) acknowledged.push(words)
      else if (answer) refusals.push({ status: answer.status, text: await answer.text(), words })
      else await wait(20)
    }
  }
  const writers = Array.from({ length: 8 }, writer)
  const stop = async () => {
    isOver = true
    await Promise.all(writers)
  }
  endings.push(stop)
  return { acknowledged, refusals, stop }
}

/** So many more replies are taken; it is in the midst of the next ones then. */
async function untilAcknowledged({ acknowledged }: { acknowledged: string[] }, more: number): Promise<void> {
  const enough = acknowledged.length + more
  while (acknowledged.length < enough) await wait(20)
}

async function allPosts(program: Program, topic: number): Promise<Shown[]> {
  const posts: Shown[] = []
  let next: string | undefined = `/t/${topic}`
  while (next) {
    const page = (await readJson(program, next)) as { posts: Shown[]; next?: string | null }
    posts.push(...page.posts)
    next = page.next ?? undefined
  }
  return posts
}

function checkAll(posts: Shown[], acknowledged: string[]): void {
  const text = posts.map(({ html }) => html).join('\n')
  const lost = acknowledged.filter((words) => !text.includes(words))
  assert.deepEqual(lost, [], 'acknowledged and lost')
  const doubled = acknowledged.filter((words) => text.split(words).length > 2)
  assert.deepEqual(doubled, [], 'stored twice')
  const numbers = posts.map(({ number }) => number)
  assert.deepEqual(
    numbers,
    [...new Set(numbers)].sort((a, b) => a - b),
    'numbers rise and are unique',
  )
}

test('the web process is killed during writes: nothing acknowledged is lost', async () => {
  const first = await start()
  const cookie = await signInByHand(first)
  const topic = await makeTopic(first, cookie)
  const writing = startWriting(first, topic, cookie)
  await untilAcknowledged(writing, 30)
  const half = 'half a thought when the lights went out'
  const draft = await sendForm(first, `/my/drafts/reply:${topic}?_method=PUT`, { body: half }, cookie)
  assert.equal(draft.status, 303)
  const acknowledged = writing.acknowledged.length
  first.child.kill('SIGKILL')
  await untilGone(first)
  await writing.stop()
  const second = await start(first.dataDir)
  checkAll(await allPosts(second, topic), writing.acknowledged)
  assert.ok(acknowledged > 0)
  const page = await fetch(`${second.url}/t/${topic}`, { headers: { Cookie: cookie } })
  assert.ok((await page.text()).includes(`${half}</textarea>`), 'the draft is in the reply box')
  // The session survives too, and the topic takes further replies.
  const more = await sendForm(second, `/t/${topic}/posts`, { body: 'after the fall' }, cookie)
  assert.equal(more.status, 303)
  second.child.kill('SIGTERM')
  assert.equal(await untilGone(second), 0)
})

test('the engine is killed during writes: the site recovers by itself and the typed text comes back', async () => {
  const program = await start()
  const cookie = await signInByHand(program)
  const topic = await makeTopic(program, cookie)
  const writing = startWriting(program, topic, cookie)
  for (let kill = 0; kill < 2; kill += 1) {
    await untilAcknowledged(writing, 30)
    process.kill(enginePid(program), 'SIGKILL')
    await untilUnwell(program)
    await untilHealthy(program)
  }
  await untilAcknowledged(writing, 20)
  await writing.stop()
  for (const { status, text, words } of writing.refusals) {
    assert.equal(status, 503, program.said())
    assert.ok(text.includes(words), 'the typed text comes back')
  }
  checkAll(await allPosts(program, topic), writing.acknowledged)
  program.child.kill('SIGTERM')
  assert.equal(await untilGone(program), 0)
})

/** Whoever watches over the site must be able to see that it waits for its database. */
async function untilUnwell(program: Program): Promise<void> {
  for (const until = Date.now() + 60_000; Date.now() < until; await wait(5)) {
    const answer = await fetch(`${program.url}/health`)
    if (answer.status === 503) return
  }
  assert.fail(`/health never said that the database was away:\n${program.said()}`)
}

/** The only child of the web process. */
function enginePid(program: Program): number {
  const { pid } = program.child
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)
  assert.equal(children.length, 1)
  return children[0] ?? 0
}
