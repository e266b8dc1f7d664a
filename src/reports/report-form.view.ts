import type { Account } from '../auth/account.ts'
import { isStaff } from '../auth/policy.ts'
import { Gone } from '../errors.ts'
import { keptInWords } from './how-long-kept.ts'
import { type KindName, kinds, needsDetails } from './kinds.ts'
import { hasVersions } from './older-version.ts'
import { rulesInForce } from './rules-in-force.ts'
import { findSubject, type Subject } from './subject.ts'

/** The first question, in plain lines; most lead to one kind, some ask once more. */
const doors: { words: string; leads: KindName[] }[] = [
  { words: 'It breaks the rules here', leads: ['rules'] },
  { words: 'It is about me', leads: ['privacy', 'intimate-image', 'defamation', 'rights'] },
  { words: 'Somebody may get hurt, or a child is harmed', leads: ['danger', 'child-abuse', 'child-harm'] },
  { words: 'It is against the law', leads: ['illegal'] },
  { words: 'I have a complaint about this site or how it dealt with something', leads: ['service'] },
]

export interface Asked {
  about: string
  /** The version that was seen, where an earlier page knew it. */
  revision?: number | undefined
}

function addressOf({ about, revision }: Asked, kind?: string): string {
  const query = new URLSearchParams({
    ...(about && { about }),
    ...(revision && { revision: String(revision) }),
    ...(kind && { kind }),
  })
  return query.size > 0 ? `/report?${query}` : '/report'
}

/** What a page about the thing tells: never more than the reader could read there. */
function shown({ kind, title, path }: Subject) {
  return { kind, title, href: path }
}

/** What was seen first is what somebody complains about, however long they take over the form. */
function seenOf(subject: Subject | undefined, { revision }: Asked): number | undefined {
  return subject && hasVersions(subject) ? (revision ?? subject.revision) : undefined
}

async function subjectFor(reader: Account | undefined, about: string): Promise<Subject | undefined> {
  return about === '' ? undefined : findSubject(reader, about)
}

/** The page that asks what is wrong. @throws NotFound, Gone */
export async function chooseKind(reader: Account | undefined, asked: Asked) {
  const subject = await subjectFor(reader, asked.about)
  const seen = { about: asked.about, revision: seenOf(subject, asked) }
  return {
    subject: subject && shown(subject),
    doors: doors.map(({ words, leads }) => ({
      words,
      ways: leads.map((name) => ({
        label: kinds[name].label,
        sentence: kinds[name].sentence,
        href: addressOf(seen, name),
      })),
    })),
    disagreeHref: subject && hasVersions(subject) ? subject.path : undefined,
  }
}

const contactByLaw = {
  nameWhy: 'The law asks for it in a report like this.',
  emailWhy: 'The law asks for it in a report like this, and we tell you what came of it.',
}
const contactByChoice = {
  nameWhy: 'So that we know how to address you. Without it your report counts the same.',
  emailWhy: 'So that we can tell you what came of it. Without it you follow your report by its private link.',
}

/** Nobody has to know the numbers of the rules by heart. */
async function ruleChoices() {
  const { rules } = await rulesInForce()
  const numbered = rules.map(({ number, title }) => ({ value: String(number), label: `${number}. ${title}` }))
  return [...numbered, { value: 'not sure', label: 'I am not sure' }]
}

/** The form of one kind, with only what that kind needs. What was typed comes back in it. */
export async function reportForm(reader: Account | undefined, asked: Asked, name: KindName) {
  const { about } = asked
  const kind = kinds[name]
  // Where the thing has gone meanwhile, what was typed still comes back.
  const subject = await subjectFor(reader, about).catch((error) => {
    if (error instanceof Gone) return undefined
    throw error
  })
  const rules = kind.fields.some((field) => field.name === 'rule') ? await ruleChoices() : undefined
  const revision = seenOf(subject, asked)
  return {
    kind: { name, label: kind.label, sentence: kind.sentence },
    about,
    revision,
    subject: subject && shown(subject),
    fields: kind.fields.map((field) => ({
      ...field,
      ...(field.name === 'rule' && { choices: rules }),
      isTick: field.choices?.length === 1,
      tickLabel: field.choices?.[0]?.label,
      isText: !field.choices && field.name !== 'rule',
    })),
    detailsWhy: `Needed so that we can judge it. ${keptInWords(name)}`,
    needsAbout: kind.needsAbout,
    needsDetails: needsDetails(name),
    asksContact: kind.asksContact,
    needsContact: kind.needsContact,
    ...(kind.needsContact ? contactByLaw : contactByChoice),
    isUrgent: kind.isUrgent,
    isHiddenAtOnce: kind.isHiddenAtOnce,
    isMember: reader !== undefined,
    isStaff: reader !== undefined && isStaff(reader),
    otherKindsHref: addressOf({ about, revision }),
  }
}
