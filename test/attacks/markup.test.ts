import '../support/env.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { editMessage } from '../../src/chat/editing.ts'
import { editPost } from '../../src/forum/edit.ts'
import { signedInAgent } from '../support/accounts.ts'
import { makeMessage, makeRoom } from '../support/chat.ts'
import { makeBoard, makeTopic } from '../support/forum.ts'
import { forumSite } from '../support/forum-site.ts'

const holder = forumSite()
const hostile = `</script></title></textarea>--><img src=x onerror=q1()>"'><svg/onload=q1()>{{q1}}\${q1}]]>&lt;`

/** As a parser would find them: tags and handlers that only the hostile words would bring. */
function assertHarmless(html: string, where: string): void {
  assert.doesNotMatch(
    html,
    /<img(?! src="(?:\/images\/\w+\/\d+)?")|<svg\/|<[^>]*\sonerror\s*=|<[^>]*\sonload\s*=/i,
    where,
  )
  const blocks = [...html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)]
  for (const [, attributes = '', content = ''] of blocks) {
    if (content === '') continue
    assert.match(attributes, /type="application\/ld\+json"/, where)
    assert.doesNotThrow(() => JSON.parse(content), where)
  }
  assert.doesNotMatch(html, /<script(?![^>]*\b(src|type)=)/, where)
  assert.doesNotMatch(html, /\sstyle="|javascript:/i, where)
}

test('hostile words are words, wherever they are shown', async () => {
  const { agent, account } = await signedInAgent(holder.site, { role: 'admin' })
  await agent
    .put('/my/profile')
    .type('form')
    .send({ name: hostile.slice(0, 60), bio: hostile })
    .expect(303)
  const board = await makeBoard({ name: hostile.slice(0, 60), description: hostile })
  const topic = await makeTopic({
    board,
    author: account,
    title: hostile,
    body: `words @${account.username} ${hostile} and \`${hostile}\``,
  })
  await editPost(account, String(topic.post._id), { body: `other words ${hostile}` })
  await agent.put(`/my/drafts/reply:${topic.id}`).send({ body: hostile }).expect(303)
  const room = await makeRoom({ title: hostile.slice(0, 60), description: hostile })
  const said = await makeMessage({ room, author: account, body: `words @${account.username} ${hostile}` })
  await makeMessage({ room, author: account, body: `${hostile} and \`${hostile}\``, replyTo: 1 })
  await editMessage(account, said.id, { body: `other words ${hostile}` })
  const q = encodeURIComponent(`words ${hostile}`)
  const places = [
    '/',
    '/latest',
    '/new',
    '/top',
    '/unread',
    '/bookmarks',
    `/c/${board.slug}`,
    `/c/${board.slug}/new`,
    topic.path,
    `${topic.path}?quote=1`,
    `/t/${topic.id}/edit`,
    `/posts/${topic.post._id}/edit`,
    `/posts/${topic.post._id}/delete`,
    `/posts/${topic.post._id}/revisions`,
    '/chat',
    `/chat/${room.slug}`,
    `/chat/${room.slug}?reply=1`,
    `/chat/${room.slug}/search?q=${q}`,
    `${said.about}/edit`,
    `${said.about}/delete`,
    `${said.about}/versions`,
    `/report?about=${said.about}`,
    '/admin/rooms',
    `/u/${account.username}`,
    `/search?q=${q}`,
    `/search?q=${q}&board=${q}`,
    '/admin',
    '/admin/members',
    `/admin/members?q=${q}`,
    '/admin/boards',
    '/my/settings',
    '/topics/new',
    `/${q}`,
    `/sign-in?next=/${q}`,
    `/?${q}`,
    `/reset/${q}`,
    `/u/${q}`,
    '/privacy/choices',
  ]
  await agent.put(`/posts/${topic.post._id}/bookmark`).expect(303)
  for (const place of places)
    for (const reader of [agent, request(holder.site.server)]) {
      const { text, headers, status } = await reader.get(place).set('Accept', 'text/html')
      assert.ok(status < 500, `${place}: ${status}`)
      if (status < 300)
        assert.match(String(headers['content-security-policy']), /default-src 'none';script-src 'self'/)
      assertHarmless(text, place)
    }
})

test('hostile words that were typed come back as words', async () => {
  const { agent } = await signedInAgent(holder.site, { role: 'admin' })
  const fields = Object.fromEntries(
    [
      'login',
      'username',
      'email',
      'guardianEmail',
      'age',
      'name',
      'title',
      'body',
      'bio',
      'slug',
      'description',
      'order',
      'audience',
      'next',
      'from',
      'q',
      'board',
      hostile,
    ].map((name) => [name, hostile]),
  )
  const board = await makeBoard()
  const room = await makeRoom()
  for (const path of [
    '/session',
    '/accounts',
    '/reset',
    `/c/${board.slug}/topics`,
    '/admin/boards',
    '/admin/rooms',
    `/chat/${room.slug}/messages`,
    '/my/email?_method=PUT',
    '/my/password?_method=PUT',
    '/privacy/choices?_method=PUT',
    '/nothing/here',
    `/first-admin/${'a'.repeat(30)}`,
  ])
    for (const reader of [agent, request(holder.site.server)]) {
      const { text, status } = await reader
        .post(path)
        .set('Sec-Fetch-Site', 'same-origin')
        .set('Accept', 'text/html')
        .type('form')
        .send(fields)
      assert.ok(status >= 300 && status < 500, `${path}: ${status}`)
      assertHarmless(text, path)
    }
})

test('feeds and sitemaps stay one well-formed document', async () => {
  const topic = await makeTopic({ title: `${hostile}\u0001\ufffe`, body: `${hostile}\ufffe` })
  for (const path of [
    '/feed',
    `/c/${topic.board.slug}/feed`,
    `${topic.path}/feed`,
    '/sitemap.xml',
    '/sitemap/topics-1.xml',
    '/sitemap/boards.xml',
  ]) {
    const { text, headers } = await request(holder.site.server).get(path).expect(200)
    assert.match(String(headers['x-content-type-options']), /nosniff/)
    assert.doesNotMatch(
      text,
      /<(?!\/?(\?xml|feed|id|title|subtitle|updated|link|entry|published|author|name|uri|content|urlset|sitemapindex|sitemap|url|loc|lastmod)\b)/,
      path,
    )
    assert.doesNotMatch(text, /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u, path)
    assert.doesNotMatch(text, /&(?!amp;|lt;|gt;|quot;|#39;)/, path)
  }
})
