import type { NextFunction, Request, Response } from 'express'
import { isReadOnly } from '../database/read-only.ts'
import { Unavailable } from '../errors.ts'

/** With the disk almost full the site reads but takes nothing in: a promise to keep it could not be kept. */
export function refuseWritesWhenFull(req: Request, _res: Response, next: NextFunction): void {
  const isWrite = req.method !== 'GET' && req.method !== 'HEAD'
  if (isWrite && isReadOnly())
    next(
      new Unavailable(
        'The site can only be read at this moment. Your text is below; please try again later.',
      ),
    )
  else next()
}
