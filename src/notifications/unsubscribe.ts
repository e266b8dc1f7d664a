import { timingSafeEqual } from 'node:crypto'
import { loadAccount } from '../auth/account.ts'
import { config } from '../config.ts'
import { pseudonym } from '../disclosure/pseudonym.ts'
import { NotFound } from '../errors.ts'
import { isSocial, type SocialKind, socialKinds } from './kinds.ts'
import { chooseMails, mailsWanted } from './mail-choice.ts'

const sealOf = (account: string, kinds: string) => pseudonym('unsubscribe', `${account} ${kinds}`)

/**
 * Ends mails of these kinds for this one account, and opens nothing else. It is part of a mail for good, so it does not run out.
 */
export function unsubscribeLink(account: string, kinds: Iterable<SocialKind>): string {
  const asked = new Set(kinds)
  const named = socialKinds.filter((kind) => asked.has(kind)).join('.')
  return `${config.siteUrl}/unsubscribe/${account}.${named}.${sealOf(account, named)}`
}

export interface Subscription {
  account: string
  kinds: SocialKind[]
  /** They are off already. */
  isDone: boolean
}

/** @throws NotFound for what we did not write, and where the account is gone */
export async function readUnsubscribe(token: string): Promise<Subscription> {
  const [, account = '', named = '', seal = ''] =
    /^([0-9a-f]{24})\.([a-z.]{1,60})\.([\w-]{43})$/.exec(token) ?? []
  const kinds = named.split('.').filter((kind) => isSocial(kind as SocialKind)) as SocialKind[]
  const isOurs = seal !== '' && timingSafeEqual(Buffer.from(sealOf(account, named)), Buffer.from(seal))
  if (!isOurs || kinds.length === 0 || !(await loadAccount(account)))
    throw new NotFound('This link is not one of ours, or the account is not there any more.')
  const wanted = await mailsWanted(account)
  return { account, kinds, isDone: kinds.every((kind) => !wanted[kind]) }
}

/** For good, and as often as wanted; in the settings it is switched on again. @throws NotFound */
export async function unsubscribe(token: string): Promise<Subscription> {
  const found = await readUnsubscribe(token)
  await chooseMails(found.account, Object.fromEntries(found.kinds.map((kind) => [kind, false])))
  return { ...found, isDone: true }
}
