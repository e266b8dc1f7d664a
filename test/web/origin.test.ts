import '../support/quiet.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import request from 'supertest'
import { miniSite } from '../support/mini.ts'

const { server } = await miniSite((app) => {
  app.post('/thing', (_req, res) => void res.send('made'))
  app.put('/thing', (_req, res) => void res.send('put'))
  app.delete('/thing', (_req, res) => void res.send('deleted'))
  app.get('/thing', (_req, res) => void res.send('read'))
})

const send = (headers: Record<string, string>) => request(server).post('/thing').set(headers)

test('a browser that says same-origin or none may write', async () => {
  await send({ 'Sec-Fetch-Site': 'same-origin', Cookie: 'stay=a' }).expect(200)
  await send({ 'Sec-Fetch-Site': 'none', Cookie: 'stay=a' }).expect(200)
})

test('a browser that comes from elsewhere may not, cookie or no cookie', async () => {
  for (const site of ['cross-site', 'same-site', 'nonsense']) {
    await send({ 'Sec-Fetch-Site': site, Cookie: 'stay=a' }).expect(403)
    await send({ 'Sec-Fetch-Site': site }).expect(403)
  }
})

test('Sec-Fetch-Site outweighs a friendly Origin', async () => {
  await send({ 'Sec-Fetch-Site': 'cross-site', Origin: 'http://localhost:3000' }).expect(403)
})

test('without Sec-Fetch-Site the Origin must be this host or SITE_URL', async () => {
  await send({ Origin: 'http://localhost:3000', Cookie: 'stay=a' }).expect(200)
  await send({ Origin: 'https://forum.test', Host: 'forum.test' }).expect(200)
  await send({ Origin: 'https://evil.example' }).expect(403)
  await send({ Origin: 'http://localhost:3000.evil.example' }).expect(403)
})

test('a null Origin is foreign', async () => {
  await send({ Origin: 'null' }).expect(403)
})

test('with neither header only somebody without a session may write', async () => {
  await send({}).expect(200)
  await send({ Cookie: 'stay=a' }).expect(403)
})

test('PUT and DELETE travel as POST with _method, under the same rule', async () => {
  const put = await request(server).post('/thing?_method=PUT').expect(200)
  assert.equal(put.text, 'put')
  const gone = await request(server).post('/thing?_method=DELETE').expect(200)
  assert.equal(gone.text, 'deleted')
  await request(server).post('/thing?_method=DELETE').set('Origin', 'https://evil.example').expect(403)
})

test('_method means nothing on a GET, and no other method can be had by it', async () => {
  const read = await request(server).get('/thing?_method=DELETE').expect(200)
  assert.equal(read.text, 'read')
  const made = await request(server).post('/thing?_method=PATCH').expect(200)
  assert.equal(made.text, 'made')
})

test('the refusal is a page that says what to do', async () => {
  const refused = await send({ Origin: 'https://evil.example' })
  assert.match(refused.text, /another site/)
})
