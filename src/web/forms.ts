import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { Page } from './respond.ts'

export type FormPage = (req: Request, res: Response) => Page | Promise<Page>

/**
 * Names the page that holds the form. If a later handler throws an expected error, the page is shown again with what
 * was typed, a sentence per field, and the error's status, so nothing is lost.
 */
export function onFault(form: FormPage): RequestHandler {
  return (req: Request, res: Response, next: NextFunction) => {
    const { params } = req
    // Outside its route Express has emptied the parameters again.
    res.locals.form = (again: Request, answer: Response) => form(Object.assign(again, { params }), answer)
    next()
  }
}
