import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AccountState, Role } from '../../src/auth/account-record.ts'
import { canPost, isAdmin, isNewcomer, isStaff, whyNotPost } from '../../src/auth/policy.ts'
import type { SanctionKind } from '../../src/auth/sanction-record.ts'
import { hours } from '../../src/clock.ts'
import { isCommonPassword } from '../../src/common-passwords.ts'

const standing = (
  role: Role = 'member',
  state: AccountState = 'active',
  confirmedAt: Date | null = new Date(),
  kind?: SanctionKind,
) => ({
  role,
  state,
  confirmedAt,
  sanctions: kind && [{ kind, by: 'D-7', since: new Date(), until: new Date('2999-03-03T23:59:59Z') }],
})

test('N26: who waits for a guardian, is limited or unconfirmed does not post, and is told why', () => {
  assert.equal(canPost(standing()), true)
  assert.match(whyNotPost(standing('member', 'awaiting-guardian')) ?? '', /guardian/)
  assert.match(
    whyNotPost(standing('member', 'limited', new Date(), 'limit')) ?? '',
    /read but not post until 3 March 2999\. Decision D-7/,
  )
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
    for (const kind of ['limit', 'suspend', 'close'] as const)
      assert.equal(isStaff(standing(role, 'active', new Date(), kind)), false)
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
