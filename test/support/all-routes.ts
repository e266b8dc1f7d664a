import type { Router } from 'express'
import { createApp } from '../../src/app.ts'

/** Every route of the whole app, as "PUT /posts/:id": a new one is tested from its first day. */
export function allRoutes(): string[] {
  const layers = createApp().router.stack as unknown as { handle: Partial<Router> }[]
  const routes = layers.flatMap(({ handle }) => handle.stack ?? [])
  const found = routes.flatMap(({ route }) => {
    const methods = new Set(route?.stack.map(({ method }) => method.toUpperCase()))
    return [...methods].flatMap((method) => [route?.path ?? []].flat().map((path) => `${method} ${path}`))
  })
  return [...new Set(found)]
}
