import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { z } from 'zod'
import { adminFaults } from './account-rules.ts'
import { readRetention } from './retention.ts'
import { readTargets } from './targets.ts'

const text = (fallback: string) => z.string().trim().min(1).default(fallback)
const count = (fallback: number, least: number, most: number) =>
  z.coerce.number().int().min(least).max(most).default(fallback)
const address = (...protocols: string[]) =>
  z.url({ protocol: new RegExp(`^(${protocols.join('|')})$`) }).optional()

/** Every link of the forum is this and a path, so there is no room for more in it. */
function isBareAddress(value: string): boolean {
  if (!URL.canParse(value)) return true
  const { origin, href } = new URL(value)
  return href === `${origin}/` && !/[?#]$/.test(value)
}

/** Each setting of the environment; `.env.example` says the same in words, and a test holds them together. */
const settings = z.object({
  PORT: count(3000, 0, 65535),
  HOST: text('127.0.0.1'),
  SITE_URL: address('https?').refine(
    (value) => value === undefined || isBareAddress(value),
    'Please give the address alone, like https://forum.example.org: no path, no "?", no "#", no user name',
  ),
  SITE_NAME: text('Parley'),
  DATA_DIR: text('./data'),
  // No URL to Node when it names several hosts: mongodb://one:27017,two:27017/forum
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/[^\s/]+/, 'Please give an address like mongodb://host:27017/forum')
    .optional(),
  REDIS_URL: address('redis', 'rediss'),
  SMTP_URL: address('smtp', 'smtps'),
  MAIL_FROM: z.email().optional(),
  SESSION_SECRET: z.string().min(32).optional(),
  TRUST_PROXY: count(0, 0, 10),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  RATE_LIMITS: z.enum(['normal', 'relaxed']).default('normal'),
  ADMIN_USERNAME: z.string().optional(),
  ADMIN_EMAIL: z.email().max(254).optional(),
  ADMIN_PASSWORD: z.string().optional(),
  ORG_NAME: text('JS Security Solutions'),
  ORG_ADDRESS: text('7 Pickering Street, Loose, Maidstone, Kent, ME15 9RU'),
  ORG_EMAIL: z.email().default('info@jssecuritysolutions.co.uk'),
  DIGITAL_CONSENT_AGE: count(13, 13, 16),
})

export class BadConfiguration extends Error {
  readonly faults: string[]
  constructor(faults: string[]) {
    super(`Parley cannot start with these settings:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

/** Faults that no setting has on its own. */
function faultsBetween(known: Record<string, string | undefined>): string[] {
  const faults: string[] = []
  if (known.SITE_URL?.startsWith('https:') && known.RATE_LIMITS === 'relaxed')
    faults.push('RATE_LIMITS=relaxed is for load tests; a site on https needs "normal".')
  return [...faults, ...adminFaults(known.ADMIN_USERNAME, known.ADMIN_EMAIL, known.ADMIN_PASSWORD)]
}

/**
 * Reads and checks the whole environment at once.
 * @throws BadConfiguration listing every fault, not only the first.
 */
export function readConfig(env: NodeJS.ProcessEnv) {
  const known = Object.fromEntries(Object.keys(settings.shape).map((key) => [key, env[key] || undefined]))
  const parsed = settings.safeParse(known)
  const { periods, faults } = readRetention(env)
  const { targets, faults: ofTargets } = readTargets(env)
  for (const issue of parsed.error?.issues ?? []) faults.push(`${issue.path.join('.')}: ${issue.message}.`)
  faults.push(...ofTargets, ...faultsBetween(known))
  if (!parsed.success || faults.length > 0) throw new BadConfiguration(faults)
  const read = parsed.data
  const siteUrl = new URL(read.SITE_URL ?? `http://localhost:${read.PORT}`).origin
  return Object.freeze({
    port: read.PORT,
    host: read.HOST,
    siteUrl,
    siteName: read.SITE_NAME,
    /** SITE_URL is https: cookies are Secure with __Host- names, and HSTS is sent. */
    isProduction: siteUrl.startsWith('https:'),
    dataDir: resolve(read.DATA_DIR),
    mongodbUri: read.MONGODB_URI,
    redisUrl: read.REDIS_URL,
    smtpUrl: read.SMTP_URL,
    mailFrom: read.MAIL_FROM ?? `noreply@${new URL(siteUrl).hostname}`,
    /** Undefined: `web/secret.ts` keeps one of its own in DATA_DIR. */
    sessionSecret: read.SESSION_SECRET,
    trustProxy: read.TRUST_PROXY,
    logLevel: read.LOG_LEVEL,
    rateLimits: read.RATE_LIMITS,
    firstAdmin:
      read.ADMIN_USERNAME && read.ADMIN_EMAIL && read.ADMIN_PASSWORD
        ? { username: read.ADMIN_USERNAME, email: read.ADMIN_EMAIL, password: read.ADMIN_PASSWORD }
        : undefined,
    organisation: Object.freeze({ name: read.ORG_NAME, address: read.ORG_ADDRESS, email: read.ORG_EMAIL }),
    /** Years; below it no account, from it to 17 a guardian must agree (UK GDPR Art 8). */
    digitalConsentAge: read.DIGITAL_CONSENT_AGE,
    retention: Object.freeze(periods),
    targets: Object.freeze(targets),
  })
}

export type Config = ReturnType<typeof readConfig>
export const settingNames = Object.keys(settings.shape)

if (existsSync('.env')) process.loadEnvFile('.env')

/** Command-line tools and the server alike stop here with a list of what to mend, not with a stack. */
function readOrExit(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (!(error instanceof BadConfiguration)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(78)
  }
}

export const config: Config = readOrExit()
