import type { BrowserHeaders } from '../consent/cookies.ts'
import { readChoice } from '../consent/cookies.ts'
import { purposes } from '../consent/purposes.ts'
import type { Account } from './account.ts'
import { listIgnored } from './ignored.ts'
import { isConfirmed } from './policy.ts'
import { listSessions } from './session.ts'

/** One thing that a person can settle: how it is now, and where it is changed. */
interface Setting {
  name: string
  now: string
  href: string
}

interface Section {
  id: string
  title: string
  settings: Setting[]
}

const several = (n: number, one: string, many: string) => (n === 1 ? one : `${n} ${many}`)

function allowedCookies(headers: BrowserHeaders): string {
  const { purposes: allowed } = readChoice(headers.cookie, headers)
  const names = purposes.flatMap(({ name, label }) => (allowed.has(name) ? [label] : []))
  return names.length > 0 ? `You allowed: ${names.join('; ')}` : 'None but the one for your answer'
}

function signIn(account: Account, devices: number): Setting[] {
  const { email } = account
  return [
    {
      name: 'E-mail address',
      now: isConfirmed(account) ? email : `${email} – not confirmed yet`,
      href: '/my/email',
    },
    { name: 'Password', now: 'Known to nobody but you', href: '/my/password' },
    {
      name: 'Where you are signed in',
      now: several(devices, 'Only here', 'browsers'),
      href: '/my/sessions',
    },
  ]
}

const mayWrite = ({ directs, ageBand }: Account) => {
  if (ageBand !== '18+') return 'Only those who run the forum'
  return directs === 'nobody' ? 'Nobody' : 'Every member, once you say yes'
}

function others(account: Account, ignored: number): Setting[] {
  const { taggable, presence } = account
  return [
    { name: 'Who may write to you in private', now: mayWrite(account), href: '/my/direct' },
    { name: 'Members you blocked', now: 'Nothing private of theirs reaches you', href: '/my/blocks' },
    {
      name: 'Who may tag you in pictures',
      now: taggable === 'nobody' ? 'Nobody' : 'Other members, if you say yes to each tag',
      href: '/my/tags',
    },
    {
      name: 'Who sees that you are in a chat room',
      now: presence === 'shown' ? 'Members who read it' : 'Nobody',
      href: '/my/presence',
    },
    {
      name: 'Members you ignore',
      now: ignored === 0 ? 'Nobody' : several(ignored, 'One member', 'members'),
      href: '/my/ignored',
    },
  ]
}

/** Everything that can be settled, as it is at this moment, on one page. */
export async function showSettings(
  account: Account,
  headers: BrowserHeaders,
): Promise<{ sections: Section[] }> {
  const [sessions, ignored] = await Promise.all([listSessions(String(account._id)), listIgnored(account)])
  const profile = account.bio || 'Nothing about you yet'
  return {
    sections: [
      {
        id: 'you',
        title: 'What others see',
        settings: [{ name: account.name, now: profile, href: '/my/profile' }],
      },
      { id: 'sign-in', title: 'Signing in', settings: signIn(account, sessions.length) },
      { id: 'others', title: 'Other members', settings: others(account, ignored.length) },
      {
        id: 'keyboard',
        title: 'Keyboard',
        settings: [
          {
            name: 'Single keys',
            now: account.keys === 'off' ? 'Switched off' : 'On: “?” shows what they do',
            href: '/my/keys',
          },
        ],
      },
      {
        id: 'mail',
        title: 'Mail',
        settings: [
          {
            name: 'What we write to you about',
            now: 'Your account, decisions about you, and what others wrote to you while you were away. There is no newsletter.',
            href: '/my/mail',
          },
          {
            name: 'What you watch and mute',
            now: 'Topics and boards of which you want to hear more, or less',
            href: '/my/levels',
          },
        ],
      },
      {
        id: 'privacy',
        title: 'Cookies and your data',
        settings: [
          { name: 'Cookies in this browser', now: allowedCookies(headers), href: '/privacy/choices' },
          {
            name: 'Decisions about you',
            now: 'What was decided about your posts and your account, and how to object',
            href: '/my/rights',
          },
          {
            name: 'Your data and your rights',
            now: 'What we keep about you, why, and for how long',
            href: '/privacy/rights',
          },
        ],
      },
    ],
  }
}
