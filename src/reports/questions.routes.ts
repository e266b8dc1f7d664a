import { type Request, type Response, Router } from 'express'
import { z } from 'zod'
import { NotFound } from '../errors.ts'
import { onFault } from '../web/forms.ts'
import { input, paramsOf, prose, queryOf, ticked } from '../web/input.ts'
import { limit } from '../web/limits.ts'
import { type Page, redirect, respond } from '../web/respond.ts'
import { sharedPicture, showQuestion } from './question.view.ts'
import { answerQuestion, openQuestion } from './question-answer.ts'
import { questionAddress } from './question-letters.ts'
import { keyed } from './secret-input.ts'

export const questionsRoutes = Router()

const refParam = z.object({ ref: z.string().regex(/^Q-[1-9][0-9]{0,11}$/) })
const guesses = limit('question-pages', { points: 120, seconds: 600, by: 'address' })

async function opened(req: Request, key: string | undefined) {
  const question = await openQuestion(paramsOf(req, refParam).ref, key, req.user)
  if (!question)
    throw new NotFound(
      'There is no such question, or the link is not whole. Please use the link that you were given.',
    )
  return question
}

async function questionPage(req: Request): Promise<Page> {
  const given = req.method === 'GET' || req.method === 'HEAD' ? req.query : req.body
  const { key } = keyed.safeParse(given).data ?? {}
  const model = await showQuestion(await opened(req, key), key)
  return { view: 'questions/show', title: 'A question for you', model, noindex: true }
}

questionsRoutes.get('/questions/:ref', guesses, async (req: Request, res: Response) => {
  // The link is a secret: it goes into no other site's log.
  res.setHeader('Referrer-Policy', 'no-referrer')
  respond(req, res, await questionPage(req))
})

const pictureParam = refParam.extend({
  number: z
    .string()
    .regex(/^[1-9][0-9]?$/)
    .transform(Number),
})

questionsRoutes.get('/questions/:ref/pictures/:number', guesses, async (req: Request, res: Response) => {
  const { number } = paramsOf(req, pictureParam)
  const question = await opened(req, queryOf(req, keyed).key)
  const bytes = await sharedPicture(question, number)
  res.set('Cache-Control', 'no-store')
  res.set('Content-Disposition', 'inline; filename="picture.webp"').type('image/webp').send(bytes)
})

const answerInput = keyed.extend({
  answer: prose(1, 10_000),
  confirmed: ticked('Please tick that this is your whole answer: you can send it only once.'),
})

questionsRoutes.post(
  '/questions/:ref/answers',
  guesses,
  onFault(questionPage),
  async (req: Request, res: Response) => {
    const { key } = keyed.safeParse(req.body).data ?? {}
    const question = await opened(req, key)
    const { answer } = input(req, answerInput)
    await answerQuestion(question, answer)
    redirect(req, res, questionAddress(question.ref, key), {
      status: 201,
      model: { ref: question.ref, answered: true },
    })
  },
)
