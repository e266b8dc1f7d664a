import { timingSafeEqual } from 'node:crypto'
import { config } from '../config.ts'
import { pseudonym } from '../disclosure/pseudonym.ts'
import { log } from '../log.ts'
import { notify } from '../notifications/notification.ts'
import { sendLetter } from './letters.ts'
import { type MisuseStep, markTold, untoldSteps } from './misuse-step.ts'
import { openKinds } from './misuse-words.ts'
import { Reports } from './report.ts'

/** The private link of somebody without an account: it follows from the reference, so that a letter is the same each time. */
const keyOf = (ref: string) => pseudonym('misuse-link', ref)

export function isKeyOf(ref: string, key: string | undefined): boolean {
  const [wanted, given] = [Buffer.from(keyOf(ref)), Buffer.from(key ?? '')]
  return wanted.length === given.length && timingSafeEqual(wanted, given)
}

const dayOf = (at: Date) => at.toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'Europe/London' })

function newsOf({ step, until, review, reason }: MisuseStep): { title: string; paragraphs: string[] } {
  if (review)
    return {
      title: review.isLifted
        ? 'Your objection was right: we take your reports again'
        : 'Your objection was looked at',
      paragraphs: [
        review.isLifted
          ? 'Somebody else looked at it, and took the step back. It counts no more.'
          : 'Somebody else looked at it, and the step stands.',
        review.reason,
      ],
    }
  const open = `Whatever happens, we always take reports of these kinds: ${openKinds()}.`
  if (step === 'warning' || !until)
    return {
      title: 'A warning about your reports',
      paragraphs: [
        'Some of your reports had no basis at all. Please report only what you believe to be true. If it goes on, we may not take your reports for a time.',
        reason,
        'An honest mistake is never counted, and nothing is restricted now.',
        open,
      ],
    }
  return {
    title: 'For a time we do not take your reports',
    paragraphs: [
      `Your reports went on to have no basis after we warned you. Until ${dayOf(until)} we do not take reports from you.`,
      reason,
      open,
    ],
  }
}

const objecting =
  'Two people decided this. If you think it is wrong, you can object on its page, and somebody else looks at it again.'

/** Once for each step, and once for what came of an objection; as often as wanted. */
export async function tellStep(step: MisuseStep): Promise<void> {
  const { ref, account, who, review } = step
  const { title, paragraphs } = newsOf(step)
  const once = `misuse:${ref}${review ? ':review' : ''}`
  const text = review ? paragraphs : [...paragraphs, objecting]
  const purpose = 'to tell you how we deal with your reports'
  if (account)
    await notify({
      account: String(account),
      kind: 'report',
      title,
      text: paragraphs[0] ?? '',
      href: `/misuse/${ref}`,
      once,
      mail: { subject: title, paragraphs: text, clause: 'N13', purpose },
    })
  else {
    const recipient = who.slice('address:'.length)
    const report = await Reports.findOne({ recipient, account: null }, 'email').sort({ _id: -1 }).lean()
    const link = `${config.siteUrl}/misuse/${ref}?key=${keyOf(ref)}`
    if (report?.email)
      await sendLetter({
        to: report.email,
        account: null,
        case: null,
        subject: title,
        purpose,
        paragraphs: [
          ...text,
          link,
          'If you never reported anything, somebody typed your address: please say so there.',
        ],
        once,
      })
  }
  await markTold(ref)
}

/** Left by a process that was killed in between. */
export async function tellSteps(): Promise<void> {
  for (const step of await untoldSteps())
    try {
      await tellStep(step)
    } catch (error) {
      log.error({ err: error, step: step.ref }, 'a step against misuse could not be told')
    }
}
