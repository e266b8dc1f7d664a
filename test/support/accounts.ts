import { randomBytes } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import request from 'supertest'
import type { NewAccount } from '../../src/auth/account.ts'
import { type Account, Accounts, createAccount } from '../../src/auth/account.ts'
import { config } from '../../src/config.ts'
import { noticeInForce } from '../../src/consent/notice-version.ts'
import { runOutbox } from '../../src/mail/outbox.ts'
import { mailsIn, type ReadMail } from './mails.ts'
import type { TestSite } from './site.ts'

/**
 * The password of every account the factory makes. It is hashed once, and weakly, because every sign-in of every test
 * hashes again as its hash says; accounts that sign up at the form are hashed as the forum does it.
 */
export const passwordOfAll = 'calm river under stones'
const weak = { memoryCost: 64, timeCost: 1, parallelism: 1 }
let hashOfAll: Promise<string> | undefined

type Wanted = Partial<NewAccount & Pick<Account, 'bio' | 'state' | 'postCount' | 'sanctions'>>

/** A confirmed member, unless told otherwise. */
export async function makeAccount(wanted: Wanted = {}): Promise<Account> {
  hashOfAll ??= hash(passwordOfAll, weak)
  const { bio, state, postCount, sanctions, ...fields } = wanted
  const username = fields.username ?? `m${randomBytes(5).toString('hex')}`
  const made = await createAccount({
    email: `${username.toLowerCase()}@example.org`,
    passwordHash: await hashOfAll,
    ageBand: '18+',
    noticeVersion: noticeInForce().version,
    confirmedAt: new Date(),
    ...fields,
    username,
  })
  const rest = Object.fromEntries(
    Object.entries({ bio, state, postCount, sanctions }).filter(([, value]) => value !== undefined),
  )
  if (Object.keys(rest).length > 0) await Accounts.collection.updateOne({ _id: made._id }, { $set: rest })
  return { ...made, ...rest }
}

/** As a decision leaves an account; for tests that are about something else than decisions. */
export const limited = {
  state: 'limited',
  sanctions: [{ kind: 'limit', by: 'D-1', since: new Date(), until: new Date(Date.now() + 86_400_000) }],
} as const

type Agent = ReturnType<typeof request.agent>

/** Signs in as a person does, at the form. From then on the agent writes like a browser of this site. */
export async function signIn(
  agent: Agent,
  account: Pick<Account, 'username'>,
  password = passwordOfAll,
): Promise<void> {
  agent.set('Sec-Fetch-Site', 'same-origin')
  const form = { login: account.username, password, allowSignInCookie: 'yes' }
  await agent.post('/session').type('form').send(form).expect(303)
}

/** Somebody new, signed in. */
export async function signedInAgent(
  site: TestSite,
  wanted: Wanted = {},
): Promise<{ agent: Agent; account: Account }> {
  const account = await makeAccount(wanted)
  const agent = request.agent(site.server)
  await signIn(agent, account)
  return { agent, account }
}

/** The sign-up form, filled in well unless told otherwise. */
export function signUpForm(wanted: Record<string, unknown> = {}): Record<string, unknown> {
  const username = String(wanted.username ?? `n${randomBytes(5).toString('hex')}`)
  const form = {
    username,
    email: `${username.toLowerCase()}@example.org`,
    password: passwordOfAll,
    age: '18+',
    acceptNotice: 'yes',
    ...wanted,
  }
  return Object.fromEntries(Object.entries(form).filter(([, value]) => value !== undefined))
}

/** The mails to an address, oldest first, once everything due is sent. */
export async function mailsTo(address: string): Promise<ReadMail[]> {
  await runOutbox()
  return (await mailsIn(config.dataDir)).filter(({ to }) => to === address)
}

/** The path of the newest link of that kind mailed to an address: `/confirm/…`. */
export async function linkTo(address: string, kind: string): Promise<string> {
  const links = (await mailsTo(address)).flatMap((mail) => mail.links).map((link) => new URL(link).pathname)
  const link = links.findLast((path) => path.startsWith(`/${kind}/`))
  if (!link) throw new Error(`No mail to ${address} has a link to /${kind}/.`)
  return link
}
