import { randomBytes } from 'node:crypto'
import type { NextFunction, Request, Response } from 'express'
import { log, logLine } from '../log.ts'

const prefix = randomBytes(3).toString('hex')
let count = 0

/** Unique in this process and, by its prefix, between processes. */
export function requestId(): string {
  count += 1
  return `${prefix}-${count.toString(36)}`
}

export function sinceMs(began: number): number {
  return Math.round((performance.now() - began) * 100) / 100
}

/** A page from memory, which costs less than putting an object into its line would. */
export function logKept(route: string, ms: number): void {
  logLine(`"id":"${requestId()}","method":"GET","route":${JSON.stringify(route)},"status":200,"ms":${ms}`)
}

export function routeOf(req: Request): string {
  return req.route ? `${req.baseUrl}${String(req.route.path)}` : 'none'
}

/**
 * One line per request with the route's pattern, never the path: paths hold names, tokens and search words, and the
 * notice promises a log that does not point at people (N16).
 */
export function logRequests(req: Request, res: Response, next: NextFunction): void {
  const began = performance.now()
  const id = requestId()
  res.locals.requestId = id
  res.on('close', () => {
    const line = { id, method: req.method, route: routeOf(req), status: res.statusCode, ms: sinceMs(began) }
    if (res.writableFinished) log.info(line)
    else log.info({ ...line, aborted: true })
  })
  next()
}
