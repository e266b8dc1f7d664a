import type { Program } from './program.ts'

/** The first admin of a program under test, as ADMIN_* settings. */
export const admin = {
  ADMIN_USERNAME: 'ada',
  ADMIN_EMAIL: 'ada@example.org',
  ADMIN_PASSWORD: 'nine plum trees in a row',
}

/** Sends a form as a browser of this site would. */
export function sendForm(
  program: Program,
  path: string,
  fields: Record<string, string>,
  cookie = '',
): Promise<Response> {
  return fetch(program.url + path, {
    method: 'POST',
    redirect: 'manual',
    headers: { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin', Accept: 'text/html' },
    body: new URLSearchParams(fields),
  })
}

/** @returns the `Cookie` header of the signed-in admin */
export async function signInByHand(program: Program): Promise<string> {
  const answer = await sendForm(program, '/session', {
    login: admin.ADMIN_USERNAME,
    password: admin.ADMIN_PASSWORD,
    allowSignInCookie: 'yes',
  })
  if (answer.status !== 303)
    throw new Error(`Signing in was answered ${answer.status}: ${await answer.text()}`)
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

export async function readJson(
  program: Program,
  path: string,
  cookie = '',
): Promise<Record<string, unknown>> {
  const answer = await fetch(program.url + path, { headers: { Accept: 'application/json', Cookie: cookie } })
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}`)
  return (await answer.json()) as Record<string, unknown>
}
