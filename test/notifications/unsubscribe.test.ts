import '../support/env.ts'

import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import request from 'supertest'
import { Accounts } from '../../src/auth/account.ts'
import { cleanUpAfter } from '../../src/auth/account-gone.ts'
import { config } from '../../src/config.ts'
import { composeMail } from '../../src/mail/compose.ts'
import { Mails } from '../../src/mail/mail.ts'
import { queueMail, runOutbox } from '../../src/mail/outbox.ts'
import { chooseMails, mailsWanted } from '../../src/notifications/mail-choice.ts'
import { unsubscribeLink } from '../../src/notifications/unsubscribe.ts'
import { makeAccount, signedInAgent } from '../support/accounts.ts'
import { before } from '../support/hooks.ts'
import { connectSite, type TestSite } from '../support/site.ts'

let site: TestSite

before(async () => {
  site = await connectSite()
})
after(() => site.close())

async function subscriber() {
  const account = await makeAccount()
  const id = String(account._id)
  return { account, id, path: new URL(unsubscribeLink(id, ['reply', 'quote'])).pathname }
}

/** As a mail program sends it (RFC 8058): no cookie, no Origin, nothing of a browser. */
const oneClick = (path: string) =>
  request(site.server).post(path).type('form').send('List-Unsubscribe=One-Click')

test('one click of the mail program ends those mails for good, and no others; twice is the same', async () => {
  const { id, path } = await subscriber()
  await oneClick(path).expect(200)
  await Promise.all(Array.from({ length: 3 }, () => oneClick(path).expect(200)))
  const { reply, quote, mention, message, tag, reaction } = await mailsWanted(id)
  assert.deepEqual([reply, quote, mention, message, tag, reaction], [false, false, true, true, true, false])
})

test('looking at the page changes nothing; its button does, and the page says how to go back', async () => {
  const { id, path } = await subscriber()
  const stranger = request(site.server)
  const page = await stranger.get(path).expect(200)
  assert.match(page.text, /End these mails\?/)
  assert.match(page.text, /answers to you, and new posts where you watch/)
  assert.equal((await mailsWanted(id)).reply, true)
  const done = await stranger
    .post(path)
    .set('Sec-Fetch-Site', 'same-origin')
    .type('form')
    .send('')
    .expect(200)
  assert.match(done.text, /No more of these mails/)
  assert.match(done.text, /href="\/my\/mail"/)
  assert.match((await stranger.get(path).expect(200)).text, /No more of these mails/)
  assert.equal((await mailsWanted(id)).reply, false)
})

test('nobody can make such a link up, turn it on another person, or on other kinds', async () => {
  const [me, other] = [await subscriber(), await subscriber()]
  const named = 'reply.quote'
  const seal = me.path.slice(-43)
  const forged = [
    `/unsubscribe/${other.id}.${named}.${seal}`,
    `/unsubscribe/${me.id}.reply.mention.${seal}`,
    `/unsubscribe/${me.id}.reply.${seal}`,
    `/unsubscribe/${me.id}.${named}.${'A'.repeat(43)}`,
    `/unsubscribe/${me.id}.${named}.`,
    `/unsubscribe/${me.id}`,
    '/unsubscribe/x',
    `/unsubscribe/${'a'.repeat(500)}`,
    '/unsubscribe/%7B%22%24gt%22%3A%22%22%7D',
  ]
  for (const path of forged) {
    await oneClick(path).expect(404)
    await request(site.server).get(path).expect(404)
  }
  for (const { id } of [me, other]) assert.equal((await mailsWanted(id)).reply, true)
})

test('it opens nothing else, needs no sign-in, and works for those who are suspended', async () => {
  const { agent, account } = await signedInAgent(site)
  const id = String(account._id)
  const sanctions = [{ kind: 'suspend' as const, by: 'D-1', since: new Date(), until: null }]
  await Accounts.updateOne({ _id: account._id }, { sanctions })
  const path = new URL(unsubscribeLink(id, ['mention'])).pathname
  await agent.get(path).expect(200)
  await agent.post(path).type('form').send('List-Unsubscribe=One-Click').expect(200)
  assert.equal((await mailsWanted(id)).mention, false)
  const answer = await oneClick(path).expect(200)
  assert.equal(answer.headers['set-cookie'], undefined)
})

test('another site cannot make a browser do it', async () => {
  const { id, path } = await subscriber()
  await oneClick(path).set('Sec-Fetch-Site', 'cross-site').expect(403)
  await oneClick(path).set('Origin', 'https://evil.example').expect(403)
  assert.equal((await mailsWanted(id)).reply, true)
})

test('the link of an account that is gone leads nowhere', async () => {
  const { id, path } = await subscriber()
  await chooseMails(id, { reply: false })
  await Accounts.deleteOne({ _id: id })
  await cleanUpAfter(id)
  await oneClick(path).expect(404)
  assert.equal((await mailsWanted(id)).reply, true)
})

test('the mail carries both headers, and the queue forgets the link with the text', async () => {
  const { account, id } = await subscriber()
  const link = unsubscribeLink(id, ['reply'])
  const facts = {
    clause: 'N4',
    purpose: 'to tell you',
    fields: ['email'],
    about: id,
    once: `one ${id}`,
  } as const
  const text = 'Hello,\n\nThere is an answer.'
  await queueMail({
    ...facts,
    fields: ['email'],
    to: account.email,
    subject: 'News',
    text,
    unsubscribe: link,
  })
  await runOutbox()
  const names = (await readdir(join(config.dataDir, 'outbox'))).filter((name) => name.endsWith('.eml'))
  const sources = await Promise.all(
    names.map((name) => readFile(join(config.dataDir, 'outbox', name), 'utf8')),
  )
  const source = sources.find((one) => one.includes(account.email)) ?? ''
  assert.ok(source.includes(`\r\nList-Unsubscribe: <${link}>\r\n`))
  assert.ok(source.includes('\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n'))
  const row = await Mails.findOne({ about: id }).lean()
  assert.deepEqual([row?.state, row?.text, row?.unsubscribe], ['sent', undefined, undefined])
  const plain = composeMail(
    { messageId: '<1@x>', createdAt: new Date(), to: 'a@b.example', subject: 'x', text },
    true,
  )
  assert.doesNotMatch(String(plain), /List-Unsubscribe/)
})

test('the settings say what is mailed, and switch each kind on and off', async () => {
  const { agent, account } = await signedInAgent(site)
  const id = String(account._id)
  await request(site.server).get('/my/mail').expect(303)
  await request(site.server).put('/my/mail').set('Accept', 'application/json').send({}).expect(401)
  const { text } = await agent.get('/my/mail').expect(200)
  for (const kind of ['reply', 'mention', 'quote', 'message', 'tag'])
    assert.match(text, new RegExp(`name="${kind}" type="checkbox" value="yes" checked`))
  assert.match(text, /name="reaction" type="checkbox" value="yes"\s/)
  assert.match(text, /not even when somebody mentions you there/)
  const form = agent.post('/my/mail?_method=PUT').type('form').send({ reaction: 'yes', reply: 'yes' })
  await form.expect(303).expect('Location', '/my/mail?saved=yes')
  assert.deepEqual(await mailsWanted(id), {
    reply: true,
    mention: false,
    quote: false,
    message: false,
    tag: false,
    reaction: true,
  })
  const send = (fields: object) => agent.put('/my/mail').set('Accept', 'application/json').send(fields)
  assert.equal((await send({ reply: true, tag: false }).expect(200)).body.reply, true)
  for (const bad of [{ reply: 'no' }, { reply: { $ne: 1 } }, { tag: ['yes'] }]) await send(bad).expect(422)
  await send({}).set('Sec-Fetch-Site', 'cross-site').expect(403)
  assert.match((await agent.get('/my/settings').expect(200)).text, /href="\/my\/mail"/)
})
