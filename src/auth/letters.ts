import { config } from '../config.ts'
import { queueMail } from '../mail/outbox.ts'
import type { Account } from './account-record.ts'

type Addressee = Pick<Account, '_id' | 'username' | 'name' | 'email' | 'confirmedAt'>

interface Letter {
  subject: string
  purpose: string
  paragraphs: string[]
  /** Unique: the same letter is never sent twice. */
  once: string
  /** Where to, if not to the account's own address. */
  to?: string
}

const { siteName, siteUrl, retention } = config

/** An address that is not proven may be a stranger's, and a name can be any sentence: nobody shall send those through us. */
function greetingFor(account: Addressee, letter: Letter): string {
  const isProven = account.confirmedAt !== null && letter.to === undefined
  return `Hello ${isProven ? account.name : account.username},`
}

async function send(account: Addressee, letter: Letter): Promise<void> {
  await queueMail({
    to: letter.to ?? account.email,
    subject: letter.subject,
    text: [greetingFor(account, letter), ...letter.paragraphs].join('\n\n'),
    clause: 'N4',
    purpose: letter.purpose,
    fields: ['email', 'name', 'username'],
    about: String(account._id),
    once: letter.once,
  })
}

const lasting = `The link works once, and for ${retention.mail_token.words}.`

export function mailConfirmation(account: Addressee, token: { secret: string; id: string }): Promise<void> {
  return send(account, {
    subject: `Confirm your address for ${siteName}`,
    purpose: 'to confirm your address',
    once: `confirm:${token.id}`,
    paragraphs: [
      `You signed up as ${account.username}. Please open this page and press the button, so that we know the address is yours:`,
      `${siteUrl}/confirm/${token.secret}`,
      `${lasting} Until then you can read, but not post.`,
      `If it was not you, do nothing: the account is removed after ${retention.unverified_signup.words}.`,
    ],
  })
}

/** Somebody gave an address that has an account. Only its owner learns of it. */
export function mailKnownAddress(owner: Addressee, attempt: string): Promise<void> {
  return send(owner, {
    subject: `Your address was used on ${siteName}`,
    purpose: 'to tell you that somebody gave your address',
    once: `known:${attempt}`,
    paragraphs: [
      `Somebody just gave your address for another account. You have one already; its user name is ${owner.username}. If it was you, you can sign in here:`,
      `${siteUrl}/sign-in`,
      'If you do not remember your password, you can choose a new one:',
      `${siteUrl}/reset`,
      'If it was not you, you need not do anything. Nobody can use your address without opening a mail sent to it.',
    ],
  })
}

export const resetPurpose = 'to choose a new password'

export function mailReset(account: Addressee, token: { secret: string; id: string }): Promise<void> {
  return send(account, {
    subject: `Choose a new password for ${siteName}`,
    purpose: resetPurpose,
    once: `reset:${token.id}`,
    paragraphs: [
      `Somebody asked for a new password for your account ${account.username}. If it was you, choose it here:`,
      `${siteUrl}/reset/${token.secret}`,
      lasting,
      'If it was not you, do nothing. Your password stays as it is.',
    ],
  })
}

export function mailPasswordChanged(account: Addressee, change: string): Promise<void> {
  return send(account, {
    subject: `Your password for ${siteName} was changed`,
    purpose: 'to tell you that your password was changed',
    once: `password:${change}`,
    paragraphs: [
      `The password of your account ${account.username} was just changed, and its other sessions were ended.`,
      'If it was not you, choose a new one at once:',
      `${siteUrl}/reset`,
    ],
  })
}

export function mailNewAddress(
  account: Addressee,
  to: string,
  token: { secret: string; id: string },
): Promise<void> {
  return send(account, {
    to,
    subject: `Confirm your new address for ${siteName}`,
    purpose: 'to confirm your new address',
    once: `email:${token.id}`,
    paragraphs: [
      `You asked to use this address for your account ${account.username}. Please open this page and press the button:`,
      `${siteUrl}/confirm/${token.secret}`,
      `${lasting} Until then the old address stays.`,
    ],
  })
}

/** To the old address, before anything changes: there is still time to object. */
export function mailAddressAsked(account: Addressee, change: string): Promise<void> {
  return send(account, {
    subject: `A new address for your account on ${siteName}`,
    purpose: 'to tell you that your address is being changed',
    once: `email-asked:${change}`,
    paragraphs: [
      `Somebody who knows your password asked to use another e-mail address for your account ${account.username}. It changes as soon as the new address is confirmed.`,
      'If it was not you, change your password now; that also stops the new address:',
      `${siteUrl}/my/settings`,
    ],
  })
}

export function mailAddressChanged(account: Addressee, change: string): Promise<void> {
  return send(account, {
    subject: `Your address for ${siteName} was changed`,
    purpose: 'to tell you that your address was changed',
    once: `email-changed:${change}`,
    paragraphs: [
      `Your account ${account.username} now uses another e-mail address. This is our last mail to this one.`,
      `If it was not you, please write to ${config.organisation.email}.`,
    ],
  })
}
