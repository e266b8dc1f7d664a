import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Account } from '../../src/auth/account.ts'
import { Accounts, loadAccount } from '../../src/auth/account.ts'
import { react } from '../../src/forum/reacting.ts'
import { retitleTopic } from '../../src/forum/stewardship.ts'
import { titleHiding } from '../../src/forum/title-hiding.ts'
import { stopOutbox } from '../../src/mail/outbox.ts'
import { saveAlt } from '../../src/media/image.ts'
import { reachImage } from '../../src/media/reach.ts'
import { addTag, removeTag } from '../../src/media/tagging.ts'
import { Cases } from '../../src/reports/case.ts'
import { Evidences } from '../../src/reports/evidence.ts'
import { fileReport } from '../../src/reports/filing.ts'
import { markOf } from '../../src/reports/several.ts'
import { findSubject, subjectKey } from '../../src/reports/subject.ts'
import { makeAccount } from '../support/accounts.ts'
import { complaint, rules } from '../support/complaints.ts'
import { makeTopic } from '../support/forum.ts'
import { forumDatabase } from '../support/forum-site.ts'
import { before } from '../support/hooks.ts'
import { makePicturedTopic } from '../support/pictured-topic.ts'

forumDatabase()
rules()
before(stopOutbox)

interface Changing {
  about: string
  /** In the order in which its words came. */
  words: string[]
  change(): Promise<unknown>
}

async function saveBio(account: Account, bio: string): Promise<void> {
  await Accounts.collection.updateOne({ _id: account._id }, { $set: { bio } })
}

const kinds: Record<string, () => Promise<Changing>> = {
  'a title': async () => {
    const { author, id } = await makeTopic({ title: 'A calm title' })
    const change = () => retitleTopic(author, id, { title: 'You are all fools' })
    return { about: `/t/${id}`, words: ['A calm title', 'You are all fools'], change }
  },
  'the words of a picture': async () => {
    const { image, address } = await makePicturedTopic({ alt: 'A wall' })
    const { image: loaded } = await reachImage(undefined, image)
    return { about: address, words: ['A wall', 'A fool'], change: () => saveAlt(loaded._id, 'A fool') }
  },
  'a profile': async () => {
    const account = await makeAccount({ name: 'Ann Example', bio: 'I build walls.' })
    const all = (bio: string) => [account.username, 'Ann Example', bio].join('\n')
    const words = [all('I build walls.'), all('You are all fools.')]
    const change = () => saveBio(account, 'You are all fools.')
    return { about: `/u/${account.username}`, words, change }
  },
  'a list of reactions': async () => {
    const { post } = await makeTopic()
    const [one, other] = [await makeAccount(), await makeAccount()]
    await react(one, String(post._id), 'agree')
    const first = `@${one.username} agrees`
    const words = [first, `@${other.username} disagrees\n${first}`]
    const change = () => react(other, String(post._id), 'disagree')
    return { about: `/posts/${post._id}/reactions`, words, change }
  },
}

async function keptOf(about: string) {
  const subject = subjectKey(await findSubject(undefined, about))
  const kept = await Evidences.find({ subject }).sort({ revision: 1 }).lean()
  return { subject, kept: kept.map(({ revision, words }) => [revision, words]) }
}

const tell = (about: string) => fileReport(undefined, complaint(about))

for (const [name, make] of Object.entries(kinds)) {
  test(`N9: a complaint about ${name} keeps its words, and a later one the words that it has then`, async () => {
    const { about, words, change } = await make()
    await tell(about)
    await tell(about)
    assert.deepEqual((await keptOf(about)).kept, [[1, words[0]]])
    const [before] = await Cases.find({ subject: (await keptOf(about)).subject }).lean()
    await change()
    await tell(about)
    await tell(about)
    const { subject, kept } = await keptOf(about)
    assert.deepEqual(kept, [
      [1, words[0]],
      [2, words[1]],
    ])
    const [found, ...others] = await Cases.find({ subject }).lean()
    assert.ok(before && found)
    assert.deepEqual([others.length, found.reports, found.evidence.length], [0, 4, 2])
    assert.equal(found.subjects[0]?.revision, 2, 'what is judged is what it is now')
    assert.notEqual(markOf(found), markOf(before), 'a form that shows the words before is stale')
  })

  test(`N9: complaints at once about ${name} keep one copy of each version`, async () => {
    const { about, words, change } = await make()
    await Promise.all([tell(about), tell(about), tell(about)])
    await change()
    await Promise.all([tell(about), tell(about), tell(about)])
    assert.deepEqual((await keptOf(about)).kept, [
      [1, words[0]],
      [2, words[1]],
    ])
  })
}

test('N9: a tag has one version: whoever wants other words sets another one, which is another thing', async () => {
  const { image, author } = await makePicturedTopic()
  const set = async (label: string) => (await addTag(author, await reachImage(author, image), { label })).tag
  const first = await set('A wall')
  const about = `/images/${image}/tags/${first._id}`
  await tell(about)
  await tell(about)
  assert.deepEqual((await keptOf(about)).kept, [[1, 'A wall']])
  await removeTag(author, image, String(first._id))
  const second = await set('A fool')
  await tell(`/images/${image}/tags/${second._id}`)
  assert.deepEqual((await keptOf(`/images/${image}/tags/${second._id}`)).kept, [[1, 'A fool']])
  const [kept] = await Evidences.find({ subject: `tag:${first._id}` }).lean()
  assert.equal(kept?.words, 'A wall')
})

test('N9: words that a case hides are still the same words: the neutral ones in their place are no new version', async () => {
  const { id } = await makeTopic({ title: 'You are all fools' })
  await tell(`/t/${id}`)
  await titleHiding.hide(String(id), { by: 'C-1', from: 'others' })
  await tell(`/t/${id}`)
  assert.deepEqual((await keptOf(`/t/${id}`)).kept, [[1, 'You are all fools']])
})

test('a reaction list is nobody’s, whoever wrote the post', async () => {
  const { author, post } = await makeTopic()
  const { author: owner } = await findSubject(
    await loadAccount(String(author._id)),
    `/posts/${post._id}/reactions`,
  )
  assert.equal(owner, null)
})
