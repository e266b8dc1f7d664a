import { config } from '../config.ts'
import { NotFound } from '../errors.ts'
import { listBoards, visibleBoardIds } from './board-list.ts'
import { boardPath, topicPath } from './paths.ts'
import { Topics } from './topic.ts'
import { element, xmlHead } from './xml.ts'

/** Topics in one part: those with numbers from 1 to 5,000 stand in the first, and so on, whatever goes away. */
export const PART = 5000

const guest = undefined
const space = 'http://www.sitemaps.org/schemas/sitemap/0.9'
const url = (path: string) => config.siteUrl + path

interface Place {
  path: string
  changedAt?: Date
}

function writePlaces(
  list: 'urlset' | 'sitemapindex',
  item: 'url' | 'sitemap',
  places: readonly Place[],
): string {
  const lines = places.map(({ path, changedAt }) => {
    const changed = changedAt ? element('lastmod', {}, changedAt.toISOString()) : ''
    return `<${item}>${element('loc', {}, url(path))}${changed}</${item}>`
  })
  return `${xmlHead}<${list} xmlns="${space}">\n${lines.join('\n')}\n</${list}>\n`
}

/** The list of parts: one for the boards, and one for each five thousand topic numbers that have a public topic. */
export async function sitemapIndex(): Promise<string> {
  const boards = await visibleBoardIds(guest)
  const inPublic = { board: { $in: boards }, goneAt: null }
  const newest = await Topics.findOne(inPublic, '_id').sort({ _id: -1 }).lean()
  const parts = Math.ceil((newest?._id ?? 0) / PART)
  const places = Array.from({ length: parts }, (_, at) => ({ path: `/sitemap/topics-${at + 1}.xml` }))
  return writePlaces('sitemapindex', 'sitemap', [{ path: '/sitemap/boards.xml' }, ...places])
}

/** @param others paths of public pages that are no boards */
export async function boardSitemap(others: readonly string[]): Promise<string> {
  const boards = await listBoards(guest)
  const paths = ['/', ...boards.map(boardPath), ...others, '/rules', '/privacy']
  return writePlaces(
    'urlset',
    'url',
    paths.map((path) => ({ path })),
  )
}

/** @throws NotFound where no public topic has such a number */
export async function topicSitemap(part: number): Promise<string> {
  const boards = await visibleBoardIds(guest)
  const topics = await Topics.find(
    { _id: { $gt: (part - 1) * PART, $lte: part * PART }, board: { $in: boards }, goneAt: null },
    'slug lastAt',
  )
    .sort({ _id: 1 })
    .lean()
  if (topics.length === 0) throw new NotFound()
  return writePlaces(
    'urlset',
    'url',
    topics.map((topic) => ({ path: topicPath(topic), changedAt: topic.lastAt })),
  )
}

/** What crawlers may walk. Pages for one person, forms and searches lead nowhere; what must stay out is not open at all. */
export function robotsText(): string {
  const closed = [
    '/search',
    '/my/',
    '/bookmarks',
    '/unread',
    '/admin',
    '/review',
    '/report',
    '/sign-in',
    '/sign-up',
  ]
  return [
    'User-agent: *',
    ...closed.map((path) => `Disallow: ${path}`),
    '',
    `Sitemap: ${url('/sitemap.xml')}`,
    '',
  ].join('\n')
}
