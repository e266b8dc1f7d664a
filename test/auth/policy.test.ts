import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AccountState, Role } from '../../src/auth/account-record.ts'
import { canPost, isAdmin, isNewcomer, isStaff, whyNotPost } from '../../src/auth/policy.ts'
import { hours } from '../../src/clock.ts'
import { isCommonPassword } from '../../src/common-passwords.ts'

const standing = (
  role: Role = 'member',
  state: AccountState = 'active',
  confirmedAt: Date | null = new Date(),
) => ({
  role,
  state,
  confirmedAt,
})

test('N26: who waits for a guardian, is limited or unconfirmed does not post, and is told why', () => {
  assert.equal(canPost(standing()), true)
  assert.match(whyNotPost(standing('member', 'awaiting-guardian')) ?? '', /guardian/)
  assert.match(whyNotPost(standing('member', 'limited')) ?? '', /decision/)
  assert.match(whyNotPost(standing('member', 'active', null)) ?? '', /confirm your e-mail/)
})

test('powers over others need a confirmed and whole account', () => {
  for (const [role, staff, admin] of [
    ['member', false, false],
    ['moderator', true, false],
    ['admin', true, true],
  ] as const) {
    assert.equal(isStaff(standing(role)), staff)
    assert.equal(isAdmin(standing(role)), admin)
    assert.equal(isStaff(standing(role, 'limited')), false)
    assert.equal(isAdmin(standing(role, 'active', null)), false)
  }
})

test('an account is new on its first day, and until its fifth post', () => {
  const at = Date.now()
  const account = (postCount: number, age: number, role: Role = 'member') => ({
    role,
    postCount,
    createdAt: new Date(at - hours(age)),
  })
  assert.equal(isNewcomer(account(5, 24), at), false)
  assert.equal(isNewcomer(account(4, 1000), at), true)
  assert.equal(isNewcomer(account(5, 23.9), at), true)
  assert.equal(isNewcomer(account(0, 0, 'admin'), at), false)
})

test('the commonest passwords and mere patterns are known', () => {
  for (const bad of [
    '1234567890',
    'PassWord123',
    'qwertyuiop',
    'password123!',
    'aaaaaaaaaaaa',
    'abcabcabcabc',
  ])
    assert.equal(isCommonPassword(bad), true, bad)
  for (const good of ['calm river under stones', 'Tr0ub4dor&3x', 'abcabcabcabd'])
    assert.equal(isCommonPassword(good), false, good)
})
