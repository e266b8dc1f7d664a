import { randomUUID } from 'node:crypto'
import { audienceNames, audiences, audienceWords } from '../content/audience.ts'
import { linkPieces } from '../content/plain-links.ts'
import {
  type Announcement,
  announcementPath,
  listAnnouncements,
  MOST_TEXT,
  MOST_TITLE,
  type Reader,
  readAnnouncement,
  TAG,
} from './announcement.ts'

const PAGE = 20

/** An announcement as pages and JSON clients get it. */
export function announcementView({ _id, title, text, audience, at }: Announcement) {
  return {
    id: String(_id),
    title,
    href: announcementPath({ _id }),
    paragraphs: text.split(/\n{2,}/).map(linkPieces),
    audienceName: audienceNames[audience],
    audienceWords: audienceWords[audience],
    at,
  }
}

async function pageOf(reader: Reader, before: string | undefined, path: string) {
  const found = await listAnnouncements(reader, before, PAGE)
  const page = found.slice(0, PAGE)
  const last = page.at(-1)?._id
  return {
    announcements: page.map(announcementView),
    next: found.length > PAGE ? `${path}?before=${last}` : undefined,
    previous: before && path,
  }
}

export async function showAnnouncements(reader: Reader, before: string | undefined) {
  return { model: await pageOf(reader, before, '/announcements'), tags: [TAG] }
}

export async function showAnnouncement(reader: Reader, id: string) {
  return { model: announcementView(await readAnnouncement(reader, id)), tags: [TAG] }
}

/** The form for a new one, and those there are. */
export async function showAnnouncing(
  admin: Reader,
  before: string | undefined,
  clientId = randomUUID() as string,
) {
  const { announcements, ...pager } = await pageOf(admin, before, '/admin/announcements')
  return {
    announcements: announcements.map((one) => ({
      ...one,
      withdraw: `/admin/announcements/${one.id}?_method=DELETE`,
    })),
    ...pager,
    clientId,
    mostTitle: MOST_TITLE,
    mostText: MOST_TEXT,
    audiences: audiences.map((value) => ({ value, label: audienceNames[value], hint: audienceWords[value] })),
  }
}
