import '../support/env.ts'

import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { ignorePerson } from '../../src/auth/ignored.ts'
import { minutes, moveClock, resetClock } from '../../src/clock.ts'
import { removePost } from '../../src/forum/removal.ts'
import { laterDone } from '../../src/live/later.ts'
import { tagHiding } from '../../src/media/hiding.ts'
import { chooseTaggable } from '../../src/media/my-tags.ts'
import { reachImage } from '../../src/media/reach.ts'
import { Tags } from '../../src/media/tag.ts'
import { tellOfTags } from '../../src/media/tag-news.ts'
import { addTag, answerTag, removeTag } from '../../src/media/tagging.ts'
import { mailUnseen } from '../../src/notifications/late-mail.ts'
import { Notifications } from '../../src/notifications/notification.ts'
import { showNotifications } from '../../src/notifications/notifications.view.ts'
import { mailsTo, makeAccount } from '../support/accounts.ts'
import { forumDatabase } from '../support/forum-site.ts'
import { makePicturedTopic } from '../support/pictured-topic.ts'

forumDatabase()
afterEach(resetClock)

/** Bo is asked whether it is them. */
async function asked() {
  const [ada, bo] = [await makeAccount({ name: 'Ada' }), await makeAccount({ name: 'Bo' })]
  const made = await makePicturedTopic()
  await laterDone()
  const { image } = made
  const ask = async () => addTag(ada, await reachImage(ada, image), { member: bo.username })
  const told = () => Notifications.countDocuments({ account: bo._id, kind: 'tag' })
  return { ada, bo, ask, told, ...made }
}

test('a tag that waits for an answer tells the person, once, and says who asks', async () => {
  const { bo, ask, told } = await asked()
  await ask()
  await ask()
  await tellOfTags()
  assert.equal(await told(), 1)
  const { groups } = await showNotifications(bo, undefined)
  assert.deepEqual(
    [groups[0]?.title, groups[0]?.items[0]?.title],
    ['Pictures you may be in', 'Ada asks whether it is you in a picture'],
  )
})

test('a tag of oneself, and one by somebody whom the person ignores, tell nobody', async () => {
  const { ada, bo, ask, told, image } = await asked()
  await addTag(bo, await reachImage(bo, image), { member: bo.username })
  assert.equal(await told(), 0)
  const other = await asked()
  await ignorePerson(other.bo, other.ada.username)
  await other.ask()
  assert.equal(await other.told(), 0)
  assert.ok(ada && ask)
})

test('whatever ends the question takes back what told of it', async () => {
  const ends: Record<string, (made: Awaited<ReturnType<typeof asked>>, tag: string) => Promise<unknown>> = {
    accepted: ({ bo, image }, tag) => answerTag(bo, image, tag, 'accept'),
    refused: ({ bo, image }, tag) => answerTag(bo, image, tag, 'refuse'),
    withdrawn: ({ ada, image }, tag) => removeTag(ada, image, tag),
    'nobody may ask': ({ bo }) => chooseTaggable(bo, 'nobody'),
    'the picture went': ({ author, post }) => removePost(author, String(post._id)),
    'a decision hides it': (_made, tag) => tagHiding.hide(tag, { by: 'D-1', from: 'everybody' }),
  }
  for (const [name, end] of Object.entries(ends)) {
    const made = await asked()
    const { tag } = await made.ask()
    assert.equal(await made.told(), 1, name)
    await end(made, String(tag._id))
    assert.equal(await made.told(), 0, name)
    await tellOfTags()
    assert.equal(await made.told(), 0, `${name}: told again`)
  }
})

test('a process that died before it told: the timetable tells, once', async (context) => {
  const { ask, told } = await asked()
  const crash = context.mock.method(Notifications, 'findOneAndUpdate', () => {
    throw new Error('killed')
  })
  await assert.rejects(ask(), /killed/)
  crash.mock.restore()
  assert.equal(await told(), 0)
  await Promise.all([tellOfTags(), tellOfTags()])
  assert.equal(await told(), 1)
})

test('a question that nobody saw goes by mail; one that was answered does not', async () => {
  const [waits, done] = [await asked(), await asked()]
  await waits.ask()
  const { tag } = await done.ask()
  await answerTag(done.bo, done.image, String(tag._id), 'accept')
  moveClock(minutes(11))
  await mailUnseen()
  const [mail] = await mailsTo(waits.bo.email)
  assert.equal(mail?.subject, 'Ada asks whether it is you in a picture: Pictures you may be in')
  assert.deepEqual(await mailsTo(done.bo.email), [])
  assert.ok(await Tags.exists({ person: waits.bo._id }))
})
