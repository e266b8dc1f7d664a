import '../support/quiet.ts'

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Types } from 'mongoose'
import { audiences } from '../../src/content/audience.ts'
import * as policy from '../../src/forum/policy.ts'

const person = (role: 'member' | 'moderator' | 'admin', confirmedAt: Date | null = new Date()) => ({
  _id: new Types.ObjectId(),
  role,
  state: 'active' as const,
  confirmedAt,
})
const guest = undefined
const member = person('member')
const moderator = person('moderator')
const admin = person('admin')
const people = [guest, member, moderator, admin]
const open = { audience: 'public' as const, archivedAt: null }

test('who reads which board', () => {
  const table = audiences.map((audience) => people.map((actor) => policy.canSeeBoard(actor, { audience })))
  assert.deepEqual(table, [
    [true, true, true, true],
    [false, true, true, true],
    [false, false, true, true],
  ])
})

test('what one board says may be quoted only where everybody who reads could read it there too', () => {
  for (const here of audiences)
    for (const there of audiences) {
      const isLeak = people.some(
        (actor) =>
          policy.canSeeBoard(actor, { audience: there }) && !policy.canSeeBoard(actor, { audience: here }),
      )
      assert.equal(policy.canShowIn({ audience: here }, { audience: there }), !isLeak, `${here} in ${there}`)
    }
})

test('who writes where', () => {
  assert.equal(policy.canPostIn(guest, open), false)
  assert.equal(policy.canPostIn(member, open), true)
  assert.equal(policy.canPostIn(person('member', null), open), false)
  assert.equal(policy.canPostIn(admin, { ...open, archivedAt: new Date() }), false)
  assert.equal(policy.canPostIn(member, open, { closedAt: new Date() }), false)
  assert.equal(policy.canPostIn(moderator, open, { closedAt: new Date() }), true)
  assert.equal(policy.canPostIn(member, { ...open, audience: 'staff' }), false)
})

test('whoever cannot write is told why, and whoever can is told nothing', () => {
  for (const actor of [...people, person('member', null)])
    for (const board of [open, { ...open, archivedAt: new Date() }])
      for (const topic of [undefined, { closedAt: null }, { closedAt: new Date() }])
        assert.equal(
          policy.whyNotPostIn(actor, board, topic) === undefined,
          policy.canPostIn(actor, board, topic),
        )
})

test('N9: no role gives a right over the words of others', () => {
  const post = { author: member._id, removedAt: null, hiddenBy: null }
  for (const actor of [guest, moderator, admin, person('member')]) {
    assert.equal(policy.canEdit(actor, post, open), false)
    assert.equal(policy.canDelete(actor, post), false)
    assert.equal(policy.canRetitle(actor, post, open), false)
  }
  assert.equal(policy.canEdit(member, post, open), true)
  assert.equal(policy.canDelete(member, post), true)
  assert.equal(policy.canRetitle(member, post, open), true)
})

test('N8: the archive of a board stops edits and never a deletion', () => {
  const post = { author: member._id, removedAt: null, hiddenBy: null }
  assert.equal(policy.canEdit(member, post, { archivedAt: new Date() }), false)
  assert.equal(policy.canRetitle(member, post, { archivedAt: new Date() }), false)
  assert.equal(policy.canDelete(member, post), true)
  const hidden = { ...post, removedAt: new Date(), hiddenBy: 'D-1' }
  assert.equal(policy.canEdit(member, hidden, open), false)
  assert.equal(policy.canDelete(member, hidden), false)
  assert.equal(policy.canDelete(member, { ...post, author: null }), false)
})

test('pins, closures and moves are for the staff', () => {
  for (const may of [policy.canPin, policy.canClose, policy.canMove])
    assert.deepEqual(people.map(may), [false, false, true, true])
})
