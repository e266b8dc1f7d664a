import { LEAST_LENGTH } from '../account-rules.ts'
import { config } from '../config.ts'
import { noticeInForce } from '../consent/notice-version.ts'
import { mostCharacters } from '../content/markdown.ts'
import { retentionKeys } from '../retention.ts'
import { NEWCOMER_HOURS, NEWCOMER_LINKS, NEWCOMER_POSTS } from './policy.ts'

interface Setting {
  /** Of the environment; null where the program fixes it. */
  name: string | null
  what: string
  value: string
}

const said = (name: string | null, what: string, value: string | number): Setting => ({
  name,
  what,
  value: String(value),
})

/**
 * What the forum runs on, for its admins to read. They are changed where it is started. Secrets, and addresses that may
 * hold one, are told as kinds alone.
 */
export function readForumSettings() {
  const { organisation } = config
  const groups: { title: string; settings: Setting[] }[] = [
    {
      title: 'Site',
      settings: [
        said('SITE_NAME', 'Name', config.siteName),
        said('SITE_URL', 'Address', config.siteUrl),
        said('TRUST_PROXY', 'Proxies in front', config.trustProxy),
        said('LOG_LEVEL', 'Log', config.logLevel),
      ],
    },
    {
      title: 'Who answers for it',
      settings: [
        said('ORG_NAME', 'Organisation', organisation.name),
        said('ORG_ADDRESS', 'Postal address', organisation.address),
        said('ORG_EMAIL', 'E-mail', organisation.email),
        said(null, 'Privacy notice', `version ${noticeInForce().version} of ${noticeInForce().from}`),
      ],
    },
    {
      title: 'What it stands on',
      settings: [
        said('MONGODB_URI', 'Database', config.mongodbUri ? 'a server' : 'the embedded engine'),
        said('REDIS_URL', 'Several processes', config.redisUrl ? 'joined by Redis' : 'no'),
        said('SMTP_URL', 'Mail', config.smtpUrl ? 'a mail server' : 'files in the data folder'),
        said('MAIL_FROM', 'Sender of mail', config.mailFrom),
      ],
    },
    {
      title: 'Limits',
      settings: [
        said('RATE_LIMITS', 'Pace of requests', config.rateLimits),
        said('DIGITAL_CONSENT_AGE', 'Least age', `${config.digitalConsentAge} years`),
        said(null, 'Longest post', `${mostCharacters.toLocaleString('en-GB')} characters`),
        said(null, 'Shortest password', `${LEAST_LENGTH} characters`),
        said(null, 'An account is new', `for ${NEWCOMER_HOURS} hours and ${NEWCOMER_POSTS} posts`),
        said(null, 'Links in a post of a new account', NEWCOMER_LINKS),
      ],
    },
  ]
  const retention = retentionKeys.map((key) => ({ key, ...config.retention[key] }))
  return { groups, retention }
}
