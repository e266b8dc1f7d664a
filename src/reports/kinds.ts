import {
  type ClockRule,
  defamationClocks,
  intimateClocks,
  personalDataClocks,
  sameDayClocks,
  usualClocks,
} from './clock-rules.ts'
import {
  defamationFields,
  intimateFields,
  lawField,
  type ReportField,
  relationField,
  rightField,
  ruleField,
} from './kind-fields.ts'

export const kindNames = [
  'intimate-image',
  'child-abuse',
  'danger',
  'defamation',
  'illegal',
  'child-harm',
  'privacy',
  'rights',
  'rules',
  'service',
] as const

export type KindName = (typeof kindNames)[number]

export interface Kind {
  name: KindName
  /** The name of the track in the written procedure. */
  track: string
  label: string
  sentence: string
  /** First in the queue, and to be looked at within two hours. */
  isUrgent: boolean
  /** Can never end as "no basis": the law wants an answer, or too much is at stake (N9). */
  isProtected: boolean
  /** Hidden by rule the moment the report is complete; staff then confirm or restore. */
  isHiddenAtOnce: boolean
  /** It may end before a court, so its record is kept for six years instead of two. */
  isKeptLong: boolean
  /** It is about something at an address; where it need not be, without one it is about the site. */
  needsAbout: boolean
  /** The law makes name and address a part of this report. */
  needsContact: boolean
  /** Whoever reports child abuse is not asked who they are: the fear of it must keep nobody from reporting. */
  asksContact: boolean
  clocks: readonly ClockRule[]
  /** What this kind asks besides `details`, in the order of the form. */
  fields: readonly ReportField[]
}

const calm = {
  isUrgent: false,
  isProtected: false,
  isHiddenAtOnce: false,
  isKeptLong: false,
  needsAbout: true,
  needsContact: false,
  asksContact: true,
  clocks: usualClocks as readonly ClockRule[],
  fields: [] as readonly ReportField[],
}

/** Form, queue, clocks and statistics read this table; what is special about a kind stands nowhere else. */
const table: Record<KindName, Partial<typeof calm> & Pick<Kind, 'track' | 'label' | 'sentence'>> = {
  'intimate-image': {
    track: 'intimate_image',
    label: 'A private picture',
    sentence: 'It shows me, or somebody I help, naked or in a private moment, and we did not agree to it.',
    isUrgent: true,
    isProtected: true,
    isHiddenAtOnce: true,
    isKeptLong: true,
    needsContact: true,
    clocks: intimateClocks,
    fields: intimateFields,
  },
  'child-abuse': {
    track: 'csea',
    label: 'Sexual abuse of a child',
    sentence: 'It shows something sexual with anybody under 18, or asks for it.',
    isUrgent: true,
    isProtected: true,
    isHiddenAtOnce: true,
    asksContact: false,
    clocks: sameDayClocks,
  },
  danger: {
    track: 'danger',
    label: 'Somebody is in danger',
    sentence: 'Somebody may be hurt, or may hurt themselves; if it is happening now, call 999 first.',
    isUrgent: true,
    isProtected: true,
    isKeptLong: true,
    clocks: sameDayClocks,
    fields: [relationField],
  },
  defamation: {
    track: 'defamation_s5',
    label: 'Untrue words that harm me',
    sentence: 'It says something untrue about me that makes others think badly of me.',
    isProtected: true,
    isKeptLong: true,
    needsContact: true,
    clocks: defamationClocks,
    fields: defamationFields,
  },
  illegal: {
    track: 'illegal',
    label: 'Something else against the law',
    sentence: 'For example threats, hate, stalking, cheating people out of money, or selling drugs.',
    isKeptLong: true,
    fields: [lawField, relationField],
  },
  'child-harm': {
    track: 'child_harm',
    label: 'Not safe for children',
    sentence: 'Adults may see it, but it could hurt or badly frighten somebody under 18.',
    fields: [relationField],
  },
  privacy: {
    track: 'privacy',
    label: 'Something private about me',
    sentence: 'It shows my name, face, address, messages or something else about me, and I do not want that.',
    isProtected: true,
    clocks: personalDataClocks,
    fields: [relationField],
  },
  rights: {
    track: 'rights',
    label: 'It uses my work',
    sentence: 'A picture, text, song or name that belongs to me is used without my permission.',
    isKeptLong: true,
    fields: [rightField],
  },
  rules: {
    track: 'terms',
    label: 'It breaks the rules here',
    sentence: 'For example insults, advertising, or pretending to be somebody else.',
    fields: [ruleField],
  },
  service: {
    track: 'service',
    label: 'A complaint about us',
    sentence: 'How the forum works, how we dealt with a report, or what we do with personal data.',
    needsAbout: false,
    clocks: personalDataClocks,
  },
}

export const kinds = Object.fromEntries(
  kindNames.map((name): [KindName, Kind] => [name, { name, ...calm, ...table[name] }]),
) as Record<KindName, Kind>

/** Words of their own, where nothing that the kind asks for has to be filled in. */
export const needsDetails = (name: KindName) => kinds[name].fields.every(({ required }) => !required)

/** To choose from, where something is of this kind. */
export function otherKinds(present: KindName) {
  const others = kindNames.filter((name) => name !== present)
  return [
    { value: '', label: 'Choose one' },
    ...others.map((value) => ({ value, label: kinds[value].label })),
  ]
}

export function isKindName(value: unknown): value is KindName {
  return kindNames.includes(value as KindName)
}
