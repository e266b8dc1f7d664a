import { model, Schema, type Types } from 'mongoose'
import { isDuplicate } from '../auth/account.ts'
import { onAccountRemoved } from '../auth/account-gone.ts'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import { mailedByDefault, type SocialKind, socialKinds } from './kinds.ts'

/** About what somebody wants mails. A kind that is absent is as it is by default. */
export type MailChoice = { _id: Types.ObjectId; account: Types.ObjectId } & Partial<
  Record<SocialKind, boolean>
>

const mine: PersonalEntry = {
  whose: 'account',
  purpose: 'to mail you only about what you want mails about',
  clause: 'N4',
  retention: 'account_profile',
  export: true,
  erasure: 'delete',
}
const record = impersonal('to find the record', 'account_profile')
const kind = { type: Boolean, personal: mine }

const mailChoiceSchema = new Schema<MailChoice>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: record },
    account: { type: Schema.Types.ObjectId, required: true, immutable: true, personal: mine },
    ...{ reply: kind, mention: kind, quote: kind, message: kind, tag: kind, reaction: kind },
  },
  { versionKey: false },
)
mailChoiceSchema.index({ account: 1 }, { unique: true })

export const MailChoices = model<MailChoice>('MailChoice', mailChoiceSchema, 'mailchoices')

export type Wanted = Record<SocialKind, boolean>

export async function mailsWanted(account: string): Promise<Wanted> {
  const stored = await MailChoices.findOne({ account }).lean()
  const entries = socialKinds.map((kind) => [kind, stored?.[kind] ?? mailedByDefault[kind]])
  return Object.fromEntries(entries) as Wanted
}

/** As often as wanted; kinds that are not named stay as they are. */
export async function chooseMails(account: string, choice: Partial<Wanted>): Promise<void> {
  const put = () => MailChoices.updateOne({ account }, { $set: choice }, { upsert: true })
  await put().catch((error: unknown) => {
    if (!isDuplicate(error)) throw error
    return put()
  })
}

onAccountRemoved(async (account) => {
  await MailChoices.deleteMany({ account })
})
