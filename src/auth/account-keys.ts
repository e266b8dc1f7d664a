import { fold } from '../content/fold.ts'

/** What names and addresses are compared by. */
export function usernameKey(username: string): string {
  return username.toLowerCase()
}

/** "Rosa Díaz" → ["rosa", "diaz"] */
export function nameWords(name: string): string[] {
  return [...new Set(fold(name).split(' '))].slice(0, 8)
}

export function emailKey(email: string): string {
  return email.toLowerCase()
}
