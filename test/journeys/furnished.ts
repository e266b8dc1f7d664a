import { type Account, saveProfile } from '../../src/auth/account.ts'
import { ignorePerson } from '../../src/auth/ignored.ts'
import { days, now } from '../../src/clock.ts'
import { setBoardLevel } from '../../src/forum/board-level.ts'
import { keepBookmark } from '../../src/forum/bookmarks.view.ts'
import { editPost } from '../../src/forum/edit.ts'
import { react } from '../../src/forum/reacting.ts'
import { setLevel } from '../../src/forum/reading.ts'
import { removePost } from '../../src/forum/removal.ts'
import { announce, announcementPath } from '../../src/notifications/announcement.ts'
import { tellOfAnnouncements } from '../../src/notifications/announcing.ts'
import { markRead, notify } from '../../src/notifications/notification.ts'
import { unsubscribeLink } from '../../src/notifications/unsubscribe.ts'
import { appendLine } from '../../src/reports/log-line.ts'
import { someLine } from '../reports/making.ts'
import { makeAccount } from '../support/accounts.ts'
import { makeBoard, makePost, makeTopic } from '../support/forum.ts'
import { makePictured } from '../support/pictures.ts'
import { type Complained, complainAbout } from './complained.ts'

import { furnishChat } from './furnished-chat.ts'

import { type Talked, talk } from './talked.ts'

import { type Weighed, weigh } from './weighed.ts'

export interface Furnished {
  admin: Account
  member: Account
  /** Somebody who was asked for a second opinion; somebody who is suspended; somebody who was warned. */
  reviewer: Account
  suspended: Account
  warned: Account
  topic: string
  /** Every page that a guest may open, by a short name. */
  forGuests: Record<string, string>
  forMembers: Record<string, string>
  forAdmins: Record<string, string>
  forReviewers: Record<string, string>
  forSuspended: Record<string, string>
  forWarned: Record<string, string>
}

const letter = `Lime mortar stays *soft* for years, so a wall can move with the seasons. **Cement does not.**

## What we used

1. Sharp sand, washed
2. Lime putty, at least three months old

| mix | sand | lime |
|---|---:|---:|
| bedding | 3 | 1 |
| pointing | 2.5 | 1 |

\`\`\`js
const litres = (length, height, joint) => length * height * joint * 1000 // a comment that goes on beyond the edge of a small screen
\`\`\`

The whole story is at https://example.org/lime and in [a book](https://example.org/book). ||It ends well.||`

const row =
  'Lime mortar stays *soft* for years, so a wall can move with the seasons, and **cement does not**.'

/** A forum that has been lived in: boards, a long topic, a closed one, somebody's corner. */
export async function furnish(): Promise<Furnished> {
  const old = { createdAt: new Date(now().getTime() - days(40)), postCount: 5 }
  const admin = await makeAccount({ username: 'grace', name: 'Grace Okafor', role: 'admin', ...old })
  const member = await makeAccount({ username: 'rosa', name: 'Rosa Lindgren', ...old })
  const other = await makeAccount({ username: 'tomek', name: 'Tomek Nowak', ...old })
  await saveProfile(String(member._id), {
    name: 'Rosa Lindgren',
    bio: 'I mend old walls, and drink tea between the rows.',
  })
  const board = await makeBoard({
    name: 'Old houses',
    slug: 'old-houses',
    description: 'Walls, roofs, windows, and how to keep them.',
    order: 2,
  })
  await makeBoard({
    name: 'The kitchen',
    slug: 'kitchen',
    description: 'For members only.',
    audience: 'members',
    order: 3,
  })
  const topic = await makeTopic({
    board,
    author: member,
    title: 'Lime or cement for a garden wall of 1870?',
    body: letter,
  })
  for (const words of [
    'Lime, always.',
    `[quote ${topic.id}/1@1:0-30]\n\nThank you @rosa, that helps.`,
    'And cover it for a week.',
  ])
    await makePost({ topic: topic.id, author: other, body: words })
  const mine = await makePost({ topic: topic.id, author: member, body: 'I shall post a picture in spring.' })
  await react(other, String(topic.post._id), 'thanks')
  await react(admin, String(topic.post._id), 'agree')
  await react(admin, String(mine._id), 'disagree')
  await ignorePerson(member, admin.username)
  const gone = await makePost({ topic: topic.id, author: member, body: 'Not this.' })
  await removePost(member, String(gone._id))
  await editPost(member, String(mine._id), { body: 'I shall post two pictures in spring.' })
  const { images } = await makePictured(member, topic.id, ['A wall of 1870', 'Lime in a tub'])
  await keepBookmark(member, String(topic.post._id))
  await tellNews(String(member._id))
  for (let number = 7; number < 26; number += 1)
    await makePost({
      topic: topic.id,
      author: number % 2 ? other : admin,
      body: `Row ${number} is laid. ${row}`,
    })
  for (const title of [
    'Who knows a good thatcher near Hereford?',
    'Sash windows that rattle',
    'A damp corner',
    `Long words ${'wall'.repeat(20)}`,
  ])
    await makeTopic({ board, author: other, title, body: letter })
  await appendLine(someLine())
  await appendLine(
    someLine({ event: 'appeal-decided', outcome: 'not_upheld', measures: ['none'], ground: null }),
  )
  const announced = await announce(
    {
      title: 'The forum moves house on Sunday',
      text: 'From six to seven in the morning nobody can write here.\n\nHow it goes: https://status.example.org/parley',
      audience: 'public',
      clientId: 'announced-once',
    },
    admin._id,
  )
  await tellOfAnnouncements()
  const complained = await complainAbout({ admin, member, other })
  const weighed = await weigh({ admin, member })
  const places = {
    first: String(topic.post._id),
    topic: topic.path,
    id: topic.id,
    mine: String(mine._id),
    gone: String(gone._id),
    image: String(images[0]),
    rosa: String(member._id),
  }
  await setLevel(String(member._id), topic.id, 'watch')
  await setBoardLevel(String(member._id), topic.board._id, 'watch')
  const { reviewer, suspended, warned } = weighed
  const pages = pagesOf(places, complained, weighed, await talk(member, admin))
  const chat = await furnishChat(member, other)
  return {
    ...{ admin, member, reviewer, suspended, warned, topic: topic.path },
    ...pages,
    forGuests: { ...pages.forGuests, ...chat.forGuests, announcement: announcementPath(announced) },
    forMembers: { ...pages.forMembers, ...chat.forMembers },
  }
}

/** One that was read, two that were not. */
async function tellNews(account: string): Promise<void> {
  const text = 'The post “A damp corner” is hidden now. Thank you for telling us.'
  const titles = ['We looked at your report', `Long words ${'wall'.repeat(30)}`, 'We looked again']
  for (const title of titles) {
    await notify({ account, kind: 'report', title, text, href: '/latest', once: title })
    if (title === titles[0]) await markRead(account, 'all')
  }
}

type Places = Record<'first' | 'topic' | 'mine' | 'gone' | 'image' | 'rosa', string> & { id: number }

function pagesOf(places: Places, complained: Complained, weighed: Weighed, talked: Talked) {
  const { first, topic, id, mine, gone, image, rosa } = places
  const report = `/report?about=/posts/${mine}`
  const forGuests = {
    home: '/',
    latest: '/latest',
    new: '/new',
    top: '/top',
    board: '/c/old-houses',
    'empty-board': '/c/general',
    topic,
    later: `${topic}/21`,
    revisions: `/posts/${mine}/revisions`,
    reactions: `/posts/${first}/reactions`,
    profile: '/u/rosa',
    pictures: '/u/rosa/pictures',
    'no-pictures': '/u/tomek/pictures',
    image: `/images/${image}`,
    'search-empty': '/search',
    search: '/search?q=lime',
    'search-nothing': '/search?q=xylophone',
    'sign-in': '/sign-in?next=/latest',
    'sign-up': '/sign-up',
    reset: '/reset',
    'reset-sent': '/reset/sent',
    missing: '/t/nothing/999999',
    gone: `/posts/${gone}`,
    log: '/log',
    transparency: '/transparency',
    'log-end': '/log?before=1',
    rules: '/rules',
    'rules-then': '/rules/1',
    choices: '/privacy/choices',
    rights: '/privacy/rights',
    privacy: '/privacy',
    'report-kinds': report,
    'report-form': `${report}&kind=rules`,
    'report-harm': `${report}&kind=child-harm`,
    'report-defamation': `${report}&kind=defamation`,
    'report-status': complained.status,
    'report-hidden': complained.hiddenStatus,
    'report-decided': complained.decidedStatus,
    decision: complained.decision,
    tombstones: complained.topic,
    'report-policy': '/report/policy',
    announcements: '/announcements',
    talk: '/talk',
    'talk-links': '/talk/links',
    'talk-closed': '/talk?closed=T-1000',
    conversation: talked.asked,
    unsubscribe: new URL(unsubscribeLink(rosa, ['reply', 'mention'])).pathname,
    question: weighed.question,
    invitation: weighed.invitation,
    ...hiddenPages(weighed),
  }
  const forMembers = {
    home: '/',
    unread: '/unread',
    topic,
    board: '/c/old-houses',
    'choose-board': '/topics/new',
    'new-topic': '/c/old-houses/new',
    edit: `/posts/${mine}/edit`,
    delete: `/posts/${mine}/delete`,
    retitle: `/t/${id}/edit`,
    revisions: `/posts/${mine}/revisions`,
    image: `/images/${image}`,
    bookmarks: '/bookmarks',
    notifications: '/notifications',
    'old-notifications': `/notifications?before=${'0'.repeat(24)}`,
    profile: '/u/rosa',
    'other-profile': '/u/tomek',
    'ignored-profile': '/u/grace',
    settings: '/my/settings',
    'own-profile': '/my/profile',
    email: '/my/email',
    password: '/my/password',
    sessions: '/my/sessions',
    ignored: '/my/ignored',
    keys: '/my/keys',
    presence: '/my/presence',
    mail: '/my/mail',
    levels: '/my/levels',
    direct: '/my/direct',
    blocks: '/my/blocks',
    welcome: '/welcome',
    refused: '/admin',
    'own-decision': complained.decision,
    'own-rights': '/my/rights',
    'accept-invitation': weighed.invitation,
    talk: '/talk',
    'own-conversation': talked.own,
  }
  const forAdmins = {
    topic,
    'chat-rooms': '/admin/rooms',
    'chat-list': '/chat',
    admin: '/admin',
    boards: '/admin/boards',
    members: '/admin/members',
    'trusted-reporters': '/admin/trusted-reporters',
    'write-announcement': '/admin/announcements',
    rules: '/admin/rules',
    'forum-settings': '/admin/settings',
    review: '/review',
    case: complained.several,
    'own-case': complained.mine,
    'case-by-rule': complained.byRule,
    'case-appealed': complained.appealed,
    'case-full': weighed.full,
    'case-question': `${weighed.full}/questions`,
    'misuse-step': weighed.proposedStep,
    reviewers: '/reviewers',
    phrases: '/admin/phrases',
    audit: '/admin/audit',
    support: '/support',
    'support-closed': '/support?state=closed',
    'support-new': '/support/new',
    'support-thread': talked.desk,
  }
  const forReviewers = {
    review: '/review',
    case: `/review/${weighed.given}`,
    refused: '/reviewers',
  }
  const forSuspended = { rights: '/my/rights', refused: '/latest', notifications: '/notifications' }
  const forWarned = { warning: weighed.warning, notifications: '/notifications' }
  return { forGuests, forMembers, forAdmins, forReviewers, forSuspended, forWarned }
}

function hiddenPages({ hidden }: Weighed): Record<string, string> {
  return Object.fromEntries(Object.entries(hidden).map(([name, path]) => [`hidden-${name}`, path]))
}
