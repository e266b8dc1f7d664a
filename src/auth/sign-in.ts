import type { Request, Response } from 'express'
import { allowPurpose } from '../consent/choice.ts'
import { readChoice } from '../consent/cookies.ts'
import { Invalid } from '../errors.ts'
import { type Account, noteSignIn } from './account.ts'
import { isStillPassword } from './credentials.ts'
import { signOut, startSession } from './middleware.ts'

/** Has this browser's owner allowed the sign-in cookie already? Then nobody asks again. */
export function isStayAllowed(req: Request): boolean {
  return readChoice(req.headers.cookie, req.headers).purposes.has('stay')
}

/** Signs in. The permission for the cookie is recorded first: without the record no cookie (N15). */
export async function signIn(
  req: Request,
  res: Response,
  account: Account,
  how: 'sign-in' | 'sign-up',
): Promise<void> {
  const id = String(account._id)
  if (!isStayAllowed(req)) {
    const asked = { how, account: { id, ageBand: account.ageBand } }
    res.append('Set-Cookie', await allowPurpose(req.headers, 'stay', asked))
  }
  await startSession(req, res, account)
  if (how === 'sign-in' && !(await isStillPassword(account))) {
    await signOut(req, res)
    throw new Invalid({ '': 'Your password was changed just now. Please sign in with the new one.' })
  }
  await noteSignIn(id)
}
