/** JSON to our own server and back. Throws when it cannot be reached or refuses, with words for people. */
export async function ask(address: string, init: RequestInit): Promise<unknown> {
  const headers = { Accept: 'application/json', 'Content-Type': 'application/json' }
  const answer = await fetch(address, { ...init, headers })
  const type = answer.headers.get('Content-Type') ?? ''
  const body: unknown = type.includes('json') ? await answer.json() : undefined
  if (answer.ok) return body
  const problem = body as { detail?: string } | undefined
  throw new Error(problem?.detail ?? 'That did not work. Please try again.')
}
