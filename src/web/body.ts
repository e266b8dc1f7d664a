import type { IncomingMessage } from 'node:http'
import type { NextFunction, Request, Response } from 'express'
import { Invalid, TooLarge } from '../errors.ts'

/** Bytes. Far above what any field allows, so that a fault of length can be told as such. */
const MOST_BYTES = 2_500_000

type Fields = Record<string, unknown>

const notText = () =>
  new Invalid({ '': 'Some of what arrived is not readable text (UTF-8). Please type it again.' })

const tooLarge = () => new TooLarge('That is more than this page can take. Please send less text.')

async function readAll(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of req) {
      size += chunk.length
      if (size > MOST_BYTES) throw tooLarge()
      chunks.push(chunk)
    }
  } catch (error) {
    // Whoever hangs up in the middle is no fault of ours, and must not fill the log with them.
    throw error instanceof TooLarge
      ? error
      : new Invalid({ '': 'Not everything arrived. Please send it again.' })
  }
  return Buffer.concat(chunks)
}

function decodeText(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw notText()
  }
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '))
  } catch {
    throw notText()
  }
}

/** Flat fields without a prototype; a name that comes twice becomes a list. Brackets in names mean nothing. */
function parseForm(text: string): Fields {
  const fields: Fields = Object.create(null)
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = decodePart(at === -1 ? pair : pair.slice(0, at))
    const value = at === -1 ? '' : decodePart(pair.slice(at + 1))
    const before = fields[name]
    if (before === undefined) fields[name] = value
    else if (Array.isArray(before)) before.push(value)
    else fields[name] = [before, value]
  }
  return fields
}

function parseJson(text: string): Fields {
  let value: unknown
  try {
    value = text === '' ? {} : JSON.parse(text)
  } catch {
    throw new Invalid({ '': 'The body is not valid JSON.' })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Invalid({ '': 'The body must be a JSON object.' })
  return value as Fields
}

/** Puts the fields of a form or of a JSON object on `req.body`. Files come through `web/uploads.ts`. */
export async function readBody(req: Request, _res: Response, next: NextFunction): Promise<void> {
  req.body = Object.create(null)
  if (req.method === 'GET' || req.method === 'HEAD') return next()
  // Only behind the gates of a route that takes files.
  if (req.is('multipart/form-data')) return next()
  const length = Number(req.headers['content-length'] ?? 0)
  if (length > MOST_BYTES) throw tooLarge()
  const bytes = await readAll(req)
  if (bytes.length > 0) {
    const text = decodeText(bytes)
    if (req.is('application/json')) req.body = parseJson(text)
    else if (req.is('application/x-www-form-urlencoded')) req.body = parseForm(text)
    else throw new Invalid({ '': 'Send a form (application/x-www-form-urlencoded) or JSON.' })
  }
  next()
}
