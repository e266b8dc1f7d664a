import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { admin, readJson, sendForm, signInByHand } from './support/by-hand.ts'
import { type Program, runProgram, untilGone, untilHealthy } from './support/program.ts'

interface Shown {
  seq: number
  html?: string
}

let running: Program | undefined
after(() => running?.child.kill('SIGKILL'))

async function start(dataDir?: string): Promise<Program> {
  running = await runProgram({ ...admin, ...(dataDir && { DATA_DIR: dataDir }) })
  await untilHealthy(running)
  return running
}

const send = (program: Program, words: string, cookie: string) =>
  sendForm(program, '/chat/general/messages', { body: words, clientId: `client-${words}` }, cookie)

async function allMessages(program: Program): Promise<Shown[]> {
  const messages: Shown[] = []
  let path: string | undefined = '/chat/general'
  while (path) {
    const page = (await readJson(program, path)) as { messages: Shown[]; previous?: string | null }
    messages.unshift(...page.messages)
    path = page.previous ?? undefined
  }
  return messages
}

test('killed while people talk: what was acknowledged is there, and what is sent again afterwards is there once', async () => {
  const first = await start()
  const cookie = await signInByHand(first)
  const acknowledged: string[] = []
  const sent: string[] = []
  let isOver = false
  const talker = async () => {
    while (!isOver) {
      const words = `said-${sent.length}-end`
      sent.push(words)
      const answer = await send(first, words, cookie).catch(() => undefined)
      if (answer?.status === 303) acknowledged.push(words)
      else await wait(20)
    }
  }
  const talkers = Array.from({ length: 8 }, talker)
  while (acknowledged.length < 60) await wait(10)
  first.child.kill('SIGKILL')
  await untilGone(first)
  isOver = true
  await Promise.all(talkers)

  const second = await start(first.dataDir)
  const text = (await allMessages(second)).map(({ html }) => html).join('\n')
  assert.deepEqual(
    acknowledged.filter((words) => !text.includes(words)),
    [],
    'acknowledged and lost',
  )
  // As every page does that comes back: it cannot know what was stored.
  for (const words of sent) assert.equal((await send(second, words, cookie)).status, 303)
  const messages = await allMessages(second)
  const counts = new Map(sent.map((words) => [words, 0]))
  for (const { html } of messages)
    for (const words of sent) if (html?.includes(words)) counts.set(words, (counts.get(words) ?? 0) + 1)
  assert.deepEqual(
    [...counts].filter(([, count]) => count !== 1),
    [],
    'each once',
  )
  const seqs = messages.map(({ seq }) => seq)
  assert.deepEqual(
    seqs,
    [...new Set(seqs)].sort((a, b) => a - b),
    'in one order',
  )
  second.child.kill('SIGTERM')
  assert.equal(await untilGone(second), 0)
})
