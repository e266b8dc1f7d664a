import type { NextFunction, Request, RequestHandler, Response } from 'express'
import type { Page } from './respond.ts'

export type FormPage = (req: Request, res: Response) => Page | Promise<Page>

/**
 * Names the page that holds the form. If a later handler throws an expected error, the page is shown again with what
 * was typed, a sentence per field, and the error's status, so nothing is lost.
 */
export function onFault(form: FormPage): RequestHandler {
  return (_req: Request, res: Response, next: NextFunction) => {
    res.locals.form = form
    next()
  }
}
