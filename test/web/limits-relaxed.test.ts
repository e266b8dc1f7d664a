import '../support/env.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import express from 'express'
import supertest from 'supertest'
import { config } from '../../src/config.ts'
import { answerErrors } from '../../src/web/errors.ts'
import { limit } from '../../src/web/limits.ts'

async function passed(gate: ReturnType<typeof limit>, tries: number): Promise<number> {
  const app = express()
  app.get('/', gate, (_req, res) => {
    res.json({ ok: true })
  })
  app.use(answerErrors)
  let count = 0
  for (let number = 0; number < tries; number += 1) {
    const { status } = await supertest(app).get('/').set('accept', 'application/json')
    if (status === 200) count += 1
  }
  return count
}

test('load tests get a thousand times the points, or as many as the limit says', async () => {
  assert.equal(config.rateLimits, 'relaxed')
  assert.equal(await passed(limit('thousand', { points: 1, seconds: 60, by: 'address' }), 20), 20)
  const own = limit('own', { points: 1, seconds: 60, by: 'address', relaxedPoints: 3 })
  assert.equal(await passed(own, 6), 3)
})
