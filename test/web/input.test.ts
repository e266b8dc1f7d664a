import '../support/quiet.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { z } from 'zod'
import { Conflict, Forbidden, TooMany } from '../../src/errors.ts'
import { onFault } from '../../src/web/forms.ts'
import { input, line, prose, tick, ticked } from '../../src/web/input.ts'
import { respond } from '../../src/web/respond.ts'
import { miniSite } from '../support/mini.ts'

const thing = z.object({
  title: line(1, 20),
  body: prose(1, 100),
  agree: ticked('Please tick this.'),
  loud: tick,
})
const form = () => ({ view: 'errors/show', title: 'The form', model: { fault: { title: 'The form' } } })

const { server } = await miniSite((app) => {
  app.post('/plain', (req, res) => void res.json(input(req, thing)))
  app.post('/form', onFault(form), (req, res) => void res.json(input(req, thing)))
  app.post('/late', onFault(form), () => {
    throw new TooMany(61, 'That was a lot.')
  })
  app.post('/conflict', onFault(form), () => {
    throw new Conflict('Somebody changed it.', { current: 'theirs' })
  })
  app.post('/forbidden', () => {
    throw new Forbidden('Only its author may.')
  })
  app.post(
    '/broken-form',
    onFault(() => Promise.reject(new Error('the store is away'))),
    () => {
      throw new Forbidden('No.')
    },
  )
  app.post('/crash', () => {
    throw new Error('secret detail of our own')
  })
  app.get('/show', (req, res) => respond(req, res, form()))
})

const good = { title: 'Title', body: 'Words', agree: 'yes' }

test('a form and JSON are read the same way', async () => {
  const asForm = await request(server).post('/plain').type('form').send(good).expect(200)
  const asJson = await request(server)
    .post('/plain')
    .send({ ...good, agree: true })
    .expect(200)
  assert.deepEqual(asForm.body, asJson.body)
  assert.deepEqual(asForm.body, { title: 'Title', body: 'Words', agree: true, loud: false })
})

test('operators, prototypes and lists are no text', async () => {
  const hostile: unknown[] = [{ $gt: '' }, { $ne: null }, ['a', 'b'], 5, null, true, { length: 3 }]
  for (const value of hostile) {
    const answer = await request(server)
      .post('/plain')
      .set('Accept', 'application/json')
      .send({ ...good, title: value })
    assert.equal(answer.status, 422, JSON.stringify(value))
    assert.ok(answer.body.errors.title)
  }
  await request(server).post('/plain').type('form').send('title[$gt]=&body=a&agree=yes').expect(422)
  await request(server).post('/plain').type('form').send('title=a&title=b&body=a&agree=yes').expect(422)
})

test('__proto__ changes nothing for anybody', async () => {
  await request(server)
    .post('/plain')
    .type('json')
    .send('{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},"title":"a"}')
    .expect(422)
  await request(server).post('/plain').type('form').send('__proto__=x&__proto__[polluted]=y').expect(422)
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
})

test('a title of 1 MB is told so, in the form, with a sentence', async () => {
  const answer = await request(server)
    .post('/form')
    .type('form')
    .set('Accept', 'application/json')
    .send({ ...good, title: 'x'.repeat(1_000_000) })
  assert.equal(answer.status, 422)
  assert.match(answer.body.errors.title, /20 characters/)
})

test('more than the page can take is 413', async () => {
  await request(server)
    .post('/plain')
    .type('form')
    .send({ body: 'x'.repeat(3_000_000) })
    .expect(413)
})

test('bytes that are not UTF-8 are refused kindly, in forms and in JSON', async () => {
  const bad = Buffer.from([0x74, 0x69, 0x74, 0x6c, 0x65, 0x3d, 0xff, 0xfe])
  const raw = await request(server)
    .post('/plain')
    .type('application/x-www-form-urlencoded')
    .send(bad.toString('latin1'))
  assert.equal(raw.status, 422)
  for (const body of ['title=%ff%fe', 'title=%E0%A4%A', '%c3%28=1']) {
    const answer = await request(server)
      .post('/plain')
      .type('form')
      .set('Accept', 'application/json')
      .send(body)
    assert.equal(answer.status, 422, body)
  }
})

test('what is neither form nor JSON is told so', async () => {
  await request(server).post('/plain').type('text/plain').send('hello').expect(422)
  await request(server).post('/plain').type('json').send('{"a":').expect(422)
  await request(server).post('/plain').type('json').send('[1]').expect(422)
})

test('control characters go, line ends become one kind, composed letters too', async () => {
  const answer = await request(server)
    .post('/plain')
    .send({ title: ' a\u0000  b\u001b ', body: 'one\r\ntwo\rcafe\u0301\u0007  \n', agree: 'yes' })
  assert.deepEqual(answer.body, { title: 'a b', body: 'one\ntwo\ncafé', agree: true, loud: false })
})

test('N3: a form comes back with what was typed, except passwords', async () => {
  const answer = await request(server)
    .post('/broken-form')
    .type('form')
    .send({ title: 'My title', body: 'My <b>words</b>', password: 'secret words' })
  assert.equal(answer.status, 403)
  assert.match(answer.text, /My &lt;b&gt;words&lt;\/b&gt;/)
  assert.doesNotMatch(answer.text, /secret words/)
})

test('limits say when to try again', async () => {
  const answer = await request(server).post('/late').type('form').send(good).expect(429)
  assert.equal(answer.headers['retry-after'], '61')
})

test('JSON clients get problem details', async () => {
  const forbidden = await request(server)
    .post('/forbidden')
    .set('Accept', 'application/json')
    .send({})
    .expect(403)
  assert.match(String(forbidden.headers['content-type']), /application\/problem\+json/)
  assert.deepEqual(forbidden.body, {
    type: 'about:blank',
    title: 'Not allowed',
    status: 403,
    detail: 'Only its author may.',
  })
  const conflict = await request(server)
    .post('/conflict')
    .set('Accept', 'application/json')
    .send({})
    .expect(409)
  assert.equal(conflict.body.current, 'theirs')
})

test('a fault of ours tells nothing but a number', async () => {
  const answer = await request(server).post('/crash').type('form').send(good).expect(500)
  assert.doesNotMatch(answer.text, /secret detail/)
  assert.match(answer.text, /please give this number/)
})

test('addresses that cannot be decoded are not found', async () => {
  await request(server).get('/%ff').expect(404)
  await request(server).get('/%E0%A4%A').expect(404)
})
