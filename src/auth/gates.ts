import './express.ts'
import type { Request, RequestHandler } from 'express'
import { Forbidden, SignInNeeded } from '../errors.ts'
import type { Account } from './account-record.ts'
import { isAdmin, isReviewer, isStaff, whyNotPost } from './policy.ts'
import { restrictionInWords, restrictionOf } from './restriction.ts'

/** @throws SignInNeeded */
export function signedIn(req: Request): Account {
  if (!req.user) throw new SignInNeeded()
  return req.user
}

export const membersOnly: RequestHandler = (req, _res, next) => {
  signedIn(req)
  next()
}

/** Those who may post: confirmed, and not waiting for anybody. */
export const confirmedOnly: RequestHandler = (req, _res, next) => {
  const why = whyNotPost(signedIn(req))
  if (why) throw new Forbidden(why)
  next()
}

/** Those from whom no decision took the right to show things here. */
export const unrestrictedOnly: RequestHandler = (req, _res, next) => {
  const restriction = restrictionOf(signedIn(req))
  if (restriction) throw new Forbidden(restrictionInWords(restriction))
  next()
}

export const moderatorsOnly: RequestHandler = (req, _res, next) => {
  if (!isStaff(signedIn(req))) throw new Forbidden('This page is for the moderators of the forum.')
  next()
}

/** Which cases a second reviewer may see each route finds out for itself. */
export const reviewersOnly: RequestHandler = (req, _res, next) => {
  const account = signedIn(req)
  if (!isStaff(account) && !isReviewer(account))
    throw new Forbidden('This page is for those who look into complaints.')
  next()
}

export const adminsOnly: RequestHandler = (req, _res, next) => {
  if (!isAdmin(signedIn(req))) throw new Forbidden('This page is for the admins of the forum.')
  next()
}
