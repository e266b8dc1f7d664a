import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits, safe in an address. */
export function makeSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** What is stored of a secret: whoever reads a copy of the database can neither sign in nor open a link with it. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
