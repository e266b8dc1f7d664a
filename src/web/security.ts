import type { NextFunction, Request, Response } from 'express'
import helmet from 'helmet'
import { config } from '../config.ts'

/** No inline script or style, no foreign host, no frame. */
export const securityHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      ...(config.isProduction && { upgradeInsecureRequests: [] }),
    },
  },
  // With no-referrer browsers send `Origin: null` on our own forms.
  referrerPolicy: { policy: 'same-origin' },
  strictTransportSecurity: config.isProduction && { maxAge: 31_536_000, includeSubDomains: true },
  crossOriginEmbedderPolicy: false,
  xFrameOptions: { action: 'deny' },
})

/**
 * Of every answer, redirects and problems too: a 301 or a 410 without these may lie in a shared cache for ever, and its
 * address names what only some may read, or what its author took back since.
 */
export function keepPrivate(_req: Request, res: Response, next: NextFunction): void {
  res.setHeader('Cache-Control', 'private, no-cache')
  res.setHeader('Vary', 'Accept, Accept-Encoding, Cookie, Sec-GPC')
  next()
}
