import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/auth/account.ts'
import { countDescribed } from '../../src/chat/describing.ts'
import { editMessage } from '../../src/chat/editing.ts'
import { messageHiding } from '../../src/chat/hiding.ts'
import { Messages } from '../../src/chat/message.ts'
import { MessageRevisions } from '../../src/chat/message-revision.ts'
import { react } from '../../src/chat/reacting.ts'
import { completeChat, removeMessage } from '../../src/chat/removal.ts'
import { addMessage } from '../../src/chat/saying.ts'
import { tellOfMessage } from '../../src/chat/telling.ts'
import { Drafts, saveDraft } from '../../src/drafts/draft.ts'
import { Gone } from '../../src/errors.ts'
import { laterDone } from '../../src/live/later.ts'
import { Images } from '../../src/media/image.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { Reactions } from '../../src/reactions/reaction.ts'
import { makeAccount } from '../support/accounts.ts'
import { justBefore, killedAfter } from '../support/broken-writes.ts'
import { makeMessage } from '../support/chat.ts'
import { forumSite } from '../support/forum-site.ts'
import { inFile, makeJpeg } from '../support/pictures.ts'

forumSite()

test('N8: whatever happens to a message in the moment of its deletion, nothing of it stays', async () => {
  const [reader, named] = [await makeAccount(), await makeAccount()]
  for (let round = 0; round < 12; round += 1) {
    const pictures = { files: [inFile(await makeJpeg())], alts: ['x'], leftOut: 0 }
    const secret = `numbat ${round} @${named.username}`
    const said = { body: secret, clientId: `round-number-${round}`, pictures }
    const { author, room, id, message } = await makeMessage(said)
    const later = (act: () => Promise<unknown>, ms = Math.random() * 12) =>
      new Promise((done) => setTimeout(done, ms)).then(act)
    await Promise.allSettled([
      later(() => removeMessage(author, id)),
      later(() => editMessage(author, id, { body: `${secret} again` })),
      later(() => editMessage(author, id, { body: `${secret} once more @${reader.username}` })),
      later(() => react(reader, id, 'agree')),
      later(() => addMessage(reader, room, { body: 'Is it?', replyTo: message.seq })),
      later(() => addMessage(author, room, said)),
      later(() => countDescribed(id)),
      later(() => tellOfMessage(id)),
      later(() => saveDraft(author._id, `chat:${room.slug}`, { title: '', body: 'something else' })),
      ...(round % 3 === 0 ? [later(() => messageHiding.hide(id, { by: `D-${round}`, from: 'others' }))] : []),
    ])
    await removeMessage(author, id).catch(() => undefined)
    await laterDone()
    await completeChat()
    const left = await Messages.find({ room: room._id }).lean()
    assert.doesNotMatch(JSON.stringify(left), /numbat/, `round ${round}`)
    assert.equal(left.filter(({ author: by }) => by?.equals(author._id)).length, 0)
    assert.equal(await MessageRevisions.countDocuments({ message: id }), 0, `round ${round}: revisions`)
    assert.equal(await Reactions.countDocuments({ subject: id }), 0, `round ${round}: reactions`)
    assert.equal(await Notifications.countDocuments({ once: `message:${id}` }), 0, `round ${round}: bell`)
    assert.equal(
      await Images.countDocuments({ 'place.id': id, removedAt: null }),
      0,
      `round ${round}: pictures`,
    )
  }
  assert.equal(await Drafts.countDocuments({ body: /numbat/ }), 0)
})

test('N8: an edit that is killed in the moment of the deletion leaves no old words after the next start', async () => {
  const act = (author: Account, id: string) =>
    justBefore(
      ['message-revisions', 'updateOne'],
      () => removeMessage(author, id),
      () =>
        editMessage(author, id, { body: 'Other words.' }).catch((error) => assert.ok(error instanceof Gone)),
    )
  for (let writes = 0, isThrough = false; !isThrough; writes += 1) {
    const { author, id } = await makeMessage({ body: 'Old words.' })
    await laterDone()
    isThrough = await killedAfter(writes, () => act(author, id))
    await laterDone()
    await completeChat()
    const left = await Messages.findById(id).lean()
    if (left?.source === undefined)
      assert.equal(await MessageRevisions.countDocuments({ message: id }), 0, `killed after ${writes} writes`)
    else assert.equal(left.source, 'Old words.')
  }
})
