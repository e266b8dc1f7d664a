import { Schema, type Types } from 'mongoose'
import { impersonal, type PersonalEntry } from '../database/personal.ts'
import type { HiddenFrom } from './hiding.ts'
import { type DirectChoice, directChoices, type Presence, presences } from './private-choices.ts'
import { restricted, type Sanction, sanctionSchema } from './sanction-record.ts'

/** A `reviewer` is a member to whom single cases are given; everything else on the staff's side is closed to them. */
export type Role = 'member' | 'reviewer' | 'moderator' | 'admin'
export const roles = ['member', 'reviewer', 'moderator', 'admin'] as const satisfies readonly Role[]

export type AgeBand = '13-17' | '18+'

/**
 * `awaiting-guardian` reads, does not post (N26). The last three follow from the sanctions, for lists and counts; what
 * somebody may do is read from the sanctions themselves, because one can be over before anybody wrote that down.
 */
export const accountStates = ['active', 'awaiting-guardian', 'limited', 'suspended', 'closed'] as const
export type AccountState = (typeof accountStates)[number]

/** Who may name this account in pictures: others ask first, or do not ask at all. */
export type Taggable = 'ask' | 'nobody'

/** Whether single keys do something on pages. */
export const keyChoices = ['on', 'off'] as const
export type KeyChoice = (typeof keyChoices)[number]

/** What pages and rules see of an account. Secrets stay in the record: no reader of this type can leak them. */
export interface Account {
  _id: Types.ObjectId
  username: string
  /** Never empty: the user name until another name is chosen. */
  name: string
  bio: string
  /** Id of the picture of their face; absent or null where they have none. */
  avatar?: Types.ObjectId | null
  /** What a decision, or a case before it, keeps out of sight; the words are absent once they are deleted. */
  hidden?: { by: string; from: HiddenFrom; name?: string; bio?: string }
  /** The face that is out of sight by itself or with the profile. */
  hiddenFace?: Types.ObjectId
  /** When its owner last took the words of the profile away. */
  emptiedAt?: Date
  email: string
  role: Role
  ageBand: AgeBand
  state: AccountState
  /** When the e-mail address was proven; until then the account does not post. */
  confirmedAt: Date | null
  /** The version of the notice that was accepted. */
  noticeVersion: string
  createdAt: Date
  /** What decisions restrict, in the order in which they came. Absent means none. */
  sanctions?: readonly Sanction[]
  /** Counted up to five only, for the rules about new accounts. */
  postCount: number
  /** Absent means `ask`. */
  taggable?: Taggable
  /** Absent means `on`. */
  keys?: KeyChoice
  presence?: Presence
  /** Absent means `everybody`. */
  directs?: DirectChoice
}

export interface StoredAccount extends Account {
  usernameKey: string
  /** The words of the name, folded: what searching for a person compares with. */
  nameWords: string[]
  emailKey: string
  passwordHash: string
  guardianEmail: string | null
  signedInAt: Date | null
  founder?: true
}

const entry: PersonalEntry = {
  whose: 'account',
  purpose: 'to run your account',
  clause: 'N4',
  retention: 'account_profile',
  export: true,
  erasure: 'delete',
}
const shown: PersonalEntry = { ...entry, purpose: 'shown beside what you post', clause: 'N8' }
const kept: PersonalEntry = { ...shown, purpose: 'to bring it back if a complaint was wrong', clause: 'N9' }
const emptied: PersonalEntry = {
  ...shown,
  purpose: 'to say, where a complaint is looked into, that you took the words away yourself',
  clause: 'N9',
}
const contact: PersonalEntry = { ...entry, purpose: 'to confirm that it is you, and to write to you' }
const secret: PersonalEntry = { ...entry, purpose: 'to check your password', export: false }
const guardian: PersonalEntry = {
  ...entry,
  whose: 'guardian',
  purpose: 'to ask a parent or guardian whether they agree',
  clause: 'N26',
}
const asked: PersonalEntry = { ...entry, purpose: 'to know who may ask to talk with you in private' }
const plain = impersonal('to find the account', 'account_profile')

export const accountSchema = new Schema<StoredAccount>(
  {
    _id: { type: Schema.Types.ObjectId, auto: true, personal: plain },
    username: { type: String, required: true, immutable: true, personal: shown },
    usernameKey: { type: String, required: true, immutable: true, personal: { ...shown, export: false } },
    name: { type: String, required: true, personal: shown },
    nameWords: { type: [String], default: [], select: false, personal: { ...shown, export: false } },
    avatar: { type: Schema.Types.ObjectId, default: null, personal: shown },
    bio: { type: String, default: '', personal: shown },
    hidden: {
      type: new Schema(
        {
          by: { type: String, personal: plain },
          from: { type: String, personal: plain },
          name: { type: String, personal: kept },
          bio: { type: String, personal: kept },
        },
        { _id: false },
      ),
      personal: kept,
    },
    hiddenFace: { type: Schema.Types.ObjectId, personal: kept },
    emptiedAt: { type: Date, personal: emptied },
    email: { type: String, required: true, personal: contact },
    emailKey: { type: String, required: true, select: false, personal: { ...contact, export: false } },
    passwordHash: { type: String, required: true, select: false, personal: secret },
    role: { type: String, enum: roles, default: 'member', personal: entry },
    ageBand: {
      type: String,
      enum: ['13-17', '18+'],
      required: true,
      personal: { ...entry, purpose: 'to protect those under 18', clause: 'N26' },
    },
    guardianEmail: { type: String, default: null, select: false, personal: guardian },
    state: {
      type: String,
      enum: accountStates,
      default: 'active',
      personal: entry,
    },
    sanctions: { type: [sanctionSchema], default: undefined, personal: restricted },
    confirmedAt: { type: Date, default: null, personal: contact },
    noticeVersion: { type: String, required: true, personal: { ...entry, clause: 'N31' } },
    createdAt: { type: Date, required: true, immutable: true, personal: entry },
    signedInAt: {
      type: Date,
      default: null,
      select: false,
      personal: { ...entry, purpose: 'to find accounts that nobody uses any more', clause: 'N29' },
    },
    postCount: {
      type: Number,
      default: 0,
      personal: { ...entry, purpose: 'to treat new accounts more calmly' },
    },
    taggable: {
      type: String,
      enum: ['ask', 'nobody'],
      default: 'ask',
      personal: {
        ...entry,
        purpose: 'to know whether you may be asked about tags in pictures',
        clause: 'N8',
      },
    },
    keys: {
      type: String,
      enum: keyChoices,
      personal: { ...entry, purpose: 'to leave your keys alone where you asked us to' },
    },
    presence: {
      type: String,
      enum: presences,
      personal: { ...entry, purpose: 'to show that you are in a chat room, if you chose that' },
    },
    directs: { type: String, enum: directChoices, personal: asked },
    founder: { type: Boolean, select: false, personal: plain },
  },
  { versionKey: false },
)

accountSchema.index({ usernameKey: 1 }, { unique: true })
accountSchema.index({ nameWords: 1 })
// An address belongs to the account that has proven it. Unproven claims do not clash, so signing up with somebody
// else's address neither tells whether they have an account nor keeps them out.
accountSchema.index(
  { emailKey: 1 },
  { unique: true, partialFilterExpression: { confirmedAt: { $type: 'date' } } },
)
accountSchema.index({ emailKey: 1, createdAt: -1 })
accountSchema.index({ confirmedAt: 1, createdAt: 1 })
accountSchema.index({ state: 1, createdAt: 1 })
accountSchema.index({ role: 1 })
// For what a decision restricts, and for what is over. Very few accounts have any.
accountSchema.index({ 'sanctions.by': 1 }, { sparse: true })
accountSchema.index({ 'sanctions.until': 1 }, { sparse: true })
// Two first admins at the same moment: the index lets one through.
accountSchema.index({ founder: 1 }, { unique: true, partialFilterExpression: { founder: true } })
