import '../support/env.ts'
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import request from 'supertest'
import { Boards } from '../../src/forum/board.ts'
import { Posts } from '../../src/forum/post.ts'
import { Topics } from '../../src/forum/topic.ts'
import { endTrustWatch, noteDeaf, noteHeard, onDistrust, watchTrust } from '../../src/live/trust.ts'
import { trustKeptPages } from '../../src/web/kept-pages.ts'
import { signedInAgent } from '../support/accounts.ts'
import { makeBoard, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'

const holder = forumSite()
// One of several processes; what the others change is written straight into the store, and not heard here.
before(() => {
  onDistrust((isDistrusted) => trustKeptPages(!isDistrusted))
  watchTrust()
})
after(() => endTrustWatch())

/** Reads the same page twice while everything is well, so that all memories are full. */
async function read(path: string, agent: ReturnType<typeof request.agent>): Promise<void> {
  noteHeard()
  for (const reader of [agent, request(holder.site.server)]) {
    await reader.get(path).expect(200)
    await reader.get(path).expect(200)
  }
}

for (const [state, lose] of [
  ['a process that cannot hear the others', () => noteDeaf()],
  [
    'a process that hears the others again',
    () => {
      noteDeaf()
      noteHeard()
    },
  ],
] as const) {
  test(`N8: ${state} shows no words that were deleted elsewhere`, async () => {
    const topic = await makeTopic({ body: 'words to be taken back' })
    const { agent } = await signedInAgent(holder.site)
    await read(topic.path, agent)
    await Posts.collection.updateOne(
      { _id: topic.post._id },
      {
        $set: { removedAt: new Date(), removedBy: 'author', author: null },
        $unset: { html: 1, text: 1, source: 1 },
      },
    )
    lose()
    for (const reader of [agent, request(holder.site.server)]) {
      const answer = await reader.get(topic.path).expect(200)
      assert.doesNotMatch(answer.text, /words to be taken back/)
    }
  })

  test(`${state} shows no board that was closed to others elsewhere`, async () => {
    const board = await makeBoard()
    const topic = await makeTopic({ board })
    const { agent } = await signedInAgent(holder.site)
    await read(topic.path, agent)
    await Boards.collection.updateOne({ _id: board._id }, { $set: { audience: 'staff' } })
    lose()
    for (const reader of [agent, request(holder.site.server)]) await reader.get(topic.path).expect(404)
  })

  test(`${state} shows no topic that was moved to the staff elsewhere`, async () => {
    const staff = await makeBoard({ audience: 'staff' })
    const topic = await makeTopic()
    const { agent } = await signedInAgent(holder.site)
    await read(topic.path, agent)
    noteHeard()
    await Topics.collection.updateOne({ _id: topic.id as never }, { $set: { board: staff._id } })
    lose()
    for (const reader of [agent, request(holder.site.server)]) await reader.get(topic.path).expect(404)
  })
}
