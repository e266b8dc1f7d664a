import { type Mail, Mails } from './mail.ts'

/** A mail that may have arrived or not. Sending it twice is worse than asking for it again, so people decide. */
export interface DoubtfulMail {
  id: string
  purpose: string
  /** Account id, or null. */
  about: string | null
  /** Where it went: the part of the address after the @. */
  domain: string
  at: Date
}

export async function countDoubtful(): Promise<number> {
  return Mails.countDocuments({ state: 'doubtful' })
}

/** Newest first. */
export async function listDoubtful(limit = 50): Promise<DoubtfulMail[]> {
  const found: Mail[] = await Mails.find({ state: 'doubtful' }).sort({ endedAt: -1 }).limit(limit).lean()
  return found.map(({ _id, purpose, about, domain, endedAt, createdAt }) => ({
    id: _id.toHexString(),
    purpose,
    about,
    domain,
    at: endedAt ?? createdAt,
  }))
}
