import './express.ts'
import type { NextFunction, Request, Response } from 'express'
import { Forbidden } from '../errors.ts'
import type { Account } from './account-record.ts'
import { isSuspended, restrictionInWords, restrictionOf } from './restriction.ts'
import { pathWithin } from './way-on.ts'

/** The page of those who are suspended. */
export const RIGHTS = '/my/rights'

/**
 * What is left to somebody who is suspended: to read the reasons and object, to be told things, to answer what they are
 * asked, to see, take away and remove what is theirs, and what everybody may do without an account: complain, write to
 * our support, and know the rules. Anything that is not named here is closed to them, so a new page begins closed.
 */
const open: [method: RegExp, path: RegExp][] = [
  [/^(GET|HEAD)$/, /^\/my\/[\w/-]+$/],
  [/^(GET|HEAD)$/, /^\/notifications(\/[0-9a-f]{24})?$/],
  [/^PUT$/, /^\/(notifications\/read|my\/(keys|mail))$/],
  [/^(GET|HEAD|POST)$/, /^\/unsubscribe\/[\w.-]+$/],
  [/^(GET|HEAD)$/, /^\/decisions\/D-[0-9]+$/],
  [/^POST$/, /^\/decisions\/D-[0-9]+\/appeals$/],
  [/^(GET|HEAD)$/, /^\/(log(\/feed)?|transparency|promises|rules(\/[0-9]+)?)$/],
  [/^(GET|HEAD)$/, /^\/questions\/Q-[0-9]+(\/pictures\/[0-9]+)?$/],
  [/^POST$/, /^\/questions\/Q-[0-9]+\/answers$/],
  [/^(GET|HEAD)$/, /^\/misuse\/M-[0-9]+$/],
  [/^POST$/, /^\/misuse\/M-[0-9]+\/objection$/],
  [/^(GET|HEAD)$/, /^\/report\/policy$/],
  [/^(GET|HEAD|POST|PUT)$/, /^\/privacy(\/[\w/-]+)?$/],
  [/^POST$/, /^\/my\/(exports|confirmation)$/],
  [/^DELETE$/, /^\/my\/(account|avatar|sessions(\/[\w-]{43})?|drafts\/[\w:-]+(\/images\/[0-9a-f]{24})?)$/],
  [/^(GET|HEAD)$/, /^\/posts\/[0-9a-f]{24}\/delete$/],
  [/^DELETE$/, /^\/posts\/[0-9a-f]{24}(\/revisions\/[0-9]+|\/reaction)?$/],
  [/^(GET|HEAD)$/, /^\/chat\/messages\/[0-9a-f]{24}\/delete$/],
  [/^DELETE$/, /^\/chat\/messages\/[0-9a-f]{24}(\/reaction)?$/],
  [/^DELETE$/, /^\/images\/[0-9a-f]{24}(\/tags\/[0-9a-f]{24})?$/],
  [/^(GET|HEAD)$/, /^\/images\/[0-9a-f]{24}\/\w+$/],
  [/^(GET|HEAD|POST)$/, /^\/reports?$/],
  [/^(GET|HEAD)$/, /^\/reports\/R-[0-9]+$/],
  [/^PUT$/, /^\/reports\/R-[0-9]+\/messages$/],
  [/^(GET|HEAD|POST)$/, /^\/talk(\/links)?$/],
  [/^(GET|HEAD)$/, /^\/talk\/T-[0-9]+$/],
  [/^POST$/, /^\/talk\/T-[0-9]+\/messages$/],
  [/^PUT$/, /^\/talk\/(cookie|T-[0-9]+\/(closure|address))$/],
  [/^(GET|HEAD|POST)$/, /^\/(confirm|reset)(\/[\w-]+)?$/],
  [/^(GET|HEAD)$/, /^\/sign-in$/],
  [/^(POST|DELETE)$/, /^\/session$/],
]

function isRight(method: string, path: string): boolean {
  return open.some(([methods, paths]) => methods.test(method) && paths.test(path))
}

/** Mount after the session: whoever is suspended meets a wall with a door to their rights, also where they were signed in. */
export function keepToRights(req: Request, _res: Response, next: NextFunction): void {
  const restriction = req.user && restrictionOf(req.user)
  if (restriction?.kind === 'suspend' && !isRight(req.method, req.path))
    throw new Forbidden(restrictionInWords(restriction))
  next()
}

/** Where to go after signing in. */
export function wayOn(account: Account, wanted: unknown): string {
  const path = pathWithin(wanted)
  if (!isSuspended(account)) return path ?? '/'
  return path && isRight('GET', path.replace(/[?#].*$/, '')) ? path : RIGHTS
}
