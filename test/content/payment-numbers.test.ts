import '../support/quiet.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isMasked, maskPaymentNumbers, takenOut } from '../../src/content/payment-numbers.ts'

const masked = maskPaymentNumbers

test('N10, T10.1: a card number is taken out, however it is grouped', () => {
  for (const number of [
    '4111111111111111',
    '4111 1111 1111 1111',
    '4111-1111-1111-1111',
    '4111.1111.1111.1111',
    '4111\u00a01111\u00a01111\u00a01111',
    '378282246310005',
    '3782 822463 10005',
    '4222222222222',
    '6304000000000000000',
    '٤١١١١١١١١١١١١١١١',
    '４１１１１１１１１１１１１１１１',
  ])
    assert.equal(masked(`My card is ${number}, please help.`), `My card is ${takenOut}, please help.`, number)
})

test('N10: digits before or after a card number do not hide it, and several are all taken out', () => {
  assert.equal(masked('on 28 11 4111 1111 1111 1111'), `on 28 11 ${takenOut}`)
  assert.equal(masked('4111 1111 1111 1111 12/29 123'), `${takenOut} 12/29 123`)
  assert.equal(masked('4111111111111111 4222222222222'), `${takenOut} ${takenOut}`)
  assert.equal(masked('4111111111111111\n5555555555554444'), `${takenOut}\n${takenOut}`)
})

test('N10: a sort code with its account is taken out, in either order', () => {
  for (const text of [
    '12-34-56 12345678',
    '12 34 56, account 12345678',
    'sort code 123456 and account number 12345678',
    '12345678 at 12-34-56',
    '123456 12345678',
    '12-34-56 1234 5678',
  ]) {
    const rest = masked(`Pay me: ${text}.`)
    assert.ok(isMasked(rest) && !/\d{3}/.test(rest), `${text} → ${rest}`)
  }
})

test('what is no payment number stays as it was typed', () => {
  for (const text of [
    'Call 01622 123456 or +44 7700 900123.',
    'On 28-11-26 at 12:30, order 4711.',
    '4111 1111 1111 1112 has no right check digit',
    'T-1042 of 2026-11-28',
    '0000 0000 0000 0000',
    '12345678',
    'https://parcels.example.org/4111111111111111?of=4222222222222, or https://example.org/5555555555554444',
    `1${'2'.repeat(40)}`,
  ])
    assert.equal(masked(text), text)
})

test('a very long row of digits is read in no time', () => {
  const started = performance.now()
  for (const text of [
    '4 '.repeat(2500),
    '12 34 56 '.repeat(600),
    '1'.repeat(5000),
    '1-'.repeat(2500),
    '4 '.repeat(100_000),
    'https://4 '.repeat(20_000),
  ])
    masked(text)
  assert.ok(performance.now() - started < 2000)
})
