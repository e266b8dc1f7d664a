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
