import { kinds } from './kinds.ts'

/** What is always taken, whoever sends it in. */
export function openKinds(): string {
  const open = Object.values(kinds).filter(({ isProtected }) => isProtected)
  return open.map(({ label }) => `“${label}”`).join(', ')
}
