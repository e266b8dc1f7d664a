import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { londonDate } from '../clock.ts'
import { config } from '../config.ts'
import { NotFound } from '../errors.ts'
import { paramsOf } from '../web/input.ts'
import { respond } from '../web/respond.ts'
import { findNoticeOn, newestNotice, published } from './notice/published.ts'
import { law } from './notice/text.ts'
import { dayInWords, noticeModel } from './notice.view.ts'

export const noticeRoutes = Router()

const onDay = z.object({ date: z.iso.date() })

noticeRoutes.get('/privacy', (req: Request, res: Response) => {
  respond(req, res, {
    view: 'privacy/notice',
    title: 'Privacy notice',
    description: 'What we do with information about you, in plain words, and how you decide about it.',
    model: noticeModel(newestNotice()),
    canonical: '/privacy',
    keep: ['notice'],
  })
})

noticeRoutes.get('/privacy/rights', (req: Request, res: Response) => {
  respond(req, res, {
    view: 'privacy/rights',
    title: 'Your rights',
    description: 'What you can ask us to do with information about you, and how.',
    model: { email: config.organisation.email, answerWithin: law.answer, confirmWithin: law.acknowledgement },
    canonical: '/privacy/rights',
    keep: ['notice'],
  })
})

noticeRoutes.get('/privacy/on/:date', (req: Request, res: Response) => {
  const { date } = paramsOf(req, onDay)
  if (date > londonDate()) throw new NotFound('That day is still to come, so we cannot know its notice yet.')
  const notice = findNoticeOn(date)
  if (!notice) {
    const first = dayInWords(published[0]?.from ?? date)
    throw new NotFound(`There was no notice on that day. Our first one is from ${first}.`)
  }
  respond(req, res, {
    view: 'privacy/notice',
    title: `Privacy notice, version ${notice.version}`,
    model: noticeModel(notice),
    canonical: `/privacy/on/${notice.from}`,
    noindex: true,
  })
})
