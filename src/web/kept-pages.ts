import type { NextFunction, Request, Response } from 'express'
import { onChanged } from '../live/bus.ts'
import { canTrust } from '../live/trust.ts'
import type { Encoding } from './wants.ts'
import type { Wire } from './wire.ts'

/** What is sent for one encoding: head and body, ready to go. */
export interface ReadyAnswer {
  etag: string
  /** Header names and values in turn. */
  headers: string[]
  /** The same as it travels. */
  head: string
  body: Buffer
  wire?: Wire
}

/** A finished page for people who are not signed in: the same bytes for everybody. */
export interface KeptPage {
  status: number
  etag: string
  /** Header names and values in turn, without length, encoding and ETag. */
  headers: string[]
  /** The route's pattern, for the log line. */
  route: string
  identity: Buffer
  ready: Partial<Record<Encoding, ReadyAnswer>>
  tags: readonly string[]
}

/** Bytes of all bodies together; the oldest pages go first. */
const MOST_BYTES = 48 * 1024 * 1024

/** What a page costs beside its bodies: headers, key, tags. Without it many tiny pages would be more than they seem. */
const OVERHEAD = 2000

const pages = new Map<string, KeptPage>()
/** Bytes of each kept page. */
const sizes = new Map<KeptPage, number>()
const byTag = new Map<string, Set<string>>()
/** When each tag was last dropped, counted in drops: a page whose reading began earlier is stale already. */
const droppedAt = new Map<string, number>()
let drops = 0
let forgottenBefore = 0
let bytes = 0
let isTrusted = true

/** Notes, before anything is read, how far the drops have come; `keepPage` compares. */
export function markReading(_req: Request, res: Response, next: NextFunction): void {
  res.locals.mark = drops
  next()
}

export function findKept(key: string): KeptPage | undefined {
  return isTrusted && canTrust() ? pages.get(key) : undefined
}

/** Keeps the page unless something it shows was changed since `mark`. */
export function keepPage(key: string, page: KeptPage, mark: number): boolean {
  if (!isTrusted || mark < forgottenBefore) return false
  if (page.tags.some((tag) => (droppedAt.get(tag) ?? 0) > mark)) return false
  forget(key)
  pages.set(key, page)
  for (const tag of page.tags) {
    const keys = byTag.get(tag)
    if (keys) keys.add(key)
    else byTag.set(tag, new Set([key]))
  }
  sizes.set(page, 0)
  grew(page, page.identity.length + OVERHEAD)
  return true
}

/** Counts what was added to a page (another encoding of it), if it is one of those kept, and makes room. */
export function grew(page: KeptPage, size: number): void {
  if (!sizes.has(page)) return
  sizes.set(page, (sizes.get(page) ?? 0) + size)
  bytes += size
  for (const key of pages.keys()) {
    if (bytes <= MOST_BYTES) return
    forget(key)
  }
}

function forget(key: string): void {
  const page = pages.get(key)
  if (!page) return
  pages.delete(key)
  bytes -= sizes.get(page) ?? 0
  sizes.delete(page)
  for (const tag of page.tags) {
    const keys = byTag.get(tag)
    keys?.delete(key)
    if (keys?.size === 0) byTag.delete(tag)
  }
}

function drop(tags: readonly string[]): void {
  drops += 1
  if (droppedAt.size > 10_000) {
    droppedAt.clear()
    forgottenBefore = drops
  }
  for (const tag of tags) {
    droppedAt.set(tag, drops)
    for (const key of [...(byTag.get(tag) ?? [])]) forget(key)
  }
}

export function dropAllPages(): void {
  for (const key of [...pages.keys()]) forget(key)
  drops += 1
  forgottenBefore = drops
}

/** A process that may miss what others change must not answer from memory. */
export function trustKeptPages(trusted: boolean): void {
  isTrusted = trusted
  dropAllPages()
}

export function keptCount(): { pages: number; bytes: number } {
  return { pages: pages.size, bytes }
}

onChanged(drop)
