import { NotFound } from '../errors.ts'
import { loadImage, standing } from '../media/image.ts'
import { variantFor } from '../media/image.view.ts'
import { imageStore } from '../media/store.ts'
import type { Question } from './question.ts'
import { Questions } from './question.ts'
import { whyNotAnswer } from './question-answer.ts'
import { lastDayOf, questionAddress } from './question-letters.ts'
import { Reports } from './report.ts'
import { reportsIn } from './reports-in-case.ts'
import { type Share, Shares } from './share.ts'
import { recipientWords, sharedLabels } from './share-letters.ts'
import { shareable } from './shared-fields.ts'

const WIDTH = 960

async function picturesOf({ share, case: place }: Question): Promise<string[]> {
  const record = share ? await Shares.findOne({ ref: share }, 'fields').lean() : null
  if (!record?.fields.some((field) => field.endsWith(':attachments'))) return []
  const all = await shareable(await reportsIn(place))
  return all.flatMap(({ value, pictures }) => (record.fields.includes(value) ? pictures : []))
}

/** What whoever was asked sees: what they are asked, what two people agreed to share with it, and what they answered. */
export async function showQuestion(question: Question, key: string | undefined) {
  const { ref, text, due, state, answer, answeredAt } = question
  const whyNot = await whyNotAnswer(question)
  const all = await picturesOf(question)
  const pictures = whyNot === undefined ? all : []
  return {
    ref,
    key,
    text,
    due,
    lastDay: due ? lastDayOf(due) : undefined,
    state,
    answer,
    answeredAt,
    canAnswer: whyNot === undefined,
    whyNot,
    hadPictures: all.length > pictures.length,
    pictures: pictures.map((_, at) => ({
      src: `/questions/${ref}/pictures/${at + 1}${key ? `?key=${key}` : ''}`,
    })),
  }
}

/** The bytes of one picture that was shared with a question, for as long as it can be answered. @throws NotFound */
export async function sharedPicture(question: Question, number: number): Promise<Buffer> {
  if (await whyNotAnswer(question)) throw new NotFound()
  const id = (await picturesOf(question))[number - 1]
  const found = id ? await loadImage(id) : undefined
  const image = found && standing(found)
  const size = image && variantFor(image, WIDTH)?.name
  const bytes = id && size ? await imageStore.get(id, size) : undefined
  if (!bytes) throw new NotFound()
  return bytes
}

/** For the page of a report: what we ask whoever wrote it, and what of it was shown to somebody else. */
export async function questionsForReport(ref: string, key: string | undefined) {
  const report = await Reports.findOne({ ref }).lean()
  if (!report?.case) return { questions: [], shared: [] }
  const [asked, shares] = await Promise.all([
    Questions.find({ case: report.case, whom: 'reporter', to: ref, state: 'open' }).lean(),
    Shares.find({ case: report.case, state: 'sent', toldAt: { $ne: null } }).lean<Share[]>(),
  ])
  const shared = []
  for (const share of shares) {
    const labels = await sharedLabels(
      share,
      report.case,
      report.filings.map((filing) => filing.ref),
    )
    if (labels.length > 0)
      shared.push({ at: share.sentAt, labels, recipient: recipientWords[share.recipient] })
  }
  return { questions: asked.map((question) => ({ href: questionAddress(question.ref, key) })), shared }
}
