import { impersonal } from '../database/personal.ts'

/** From whom something is hidden: from all but its author, or from its author, too. */
export const hiddenFroms = ['others', 'everybody'] as const
export type HiddenFrom = (typeof hiddenFroms)[number]

/** What takes a thing out of sight (N9). Nothing but a decision, or a case on its way to one, may do so. */
export interface Hiding {
  /** The decision's or, before there is one, the case's reference. */
  by: string
  from: HiddenFrom
  /** The interim choice, or the decision appealed against, whose place this one takes. */
  over?: string | undefined
}

/** What a hidden thing carries. */
export interface Hidden {
  hiddenBy?: string | null
  hiddenFrom?: HiddenFrom | null
}

/** What everybody may know of why something is out of sight. */
export interface WhyHidden {
  /** Nothing is decided yet. */
  isInterim?: true
  /** Its reference. */
  decision?: string
  /** Where the decision says what it rests on, and how to object. */
  whyHref?: string
}

/** A decision is called "D-12", a case that still looks into it "C-7". */
export function whyHidden(by: string | null | undefined): WhyHidden {
  if (by?.startsWith('C-')) return { isInterim: true }
  return by?.startsWith('D-') ? { decision: by, whyHref: `/decisions/${by}` } : {}
}

const decided = impersonal('to show that a decision hides it, and from whom', 'post_image_tag_reaction', 'N9')

/** For the schema of everything that can be hidden by itself. */
export const hiddenFields = {
  hiddenBy: { type: String, default: null, personal: decided },
  hiddenFrom: { type: String, enum: [...hiddenFroms, null], default: null, personal: decided },
} as const

/** Why its author cannot change what is hidden; what they may always do is delete it. */
export const whyNotChange =
  'This is hidden because of a complaint, so it cannot be changed until that is over. You can still delete it.'
