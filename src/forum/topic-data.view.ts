import { config } from '../config.ts'
import type { PostView, Tombstone } from './page-of-posts.ts'
import type { Opened } from './topic.view.ts'

const url = (path: string) => config.siteUrl + path

function person(author: PostView['author']) {
  if (!author) return { '@type': 'Person', name: 'Former member' }
  return { '@type': 'Person', name: author.name, url: url(`/u/${author.username}`) }
}

function words(post: PostView, text: string | undefined) {
  return {
    author: person(post.author),
    datePublished: post.createdAt,
    url: url(post.permalink),
    text,
  }
}

const isStanding = (post: PostView | Tombstone): post is PostView => 'html' in post

/** schema.org's view of a public topic, for the first page; undefined for what is not for everybody. */
export function topicData({ topic, board, page, canonical }: Opened): object | undefined {
  const [first, ...replies] = page.posts
  if (board.audience !== 'public' || first?.number !== 1) return undefined
  return {
    '@context': 'https://schema.org',
    '@type': 'DiscussionForumPosting',
    headline: topic.title,
    url: url(canonical),
    mainEntityOfPage: url(canonical),
    isPartOf: { '@type': 'WebPage', name: board.name, url: url(`/c/${board.slug}`) },
    ...(isStanding(first)
      ? words(first, page.texts[0])
      : { author: person(null), datePublished: topic.createdAt, creativeWorkStatus: 'Deleted' }),
    comment: replies.flatMap((post, at) =>
      isStanding(post) ? [{ '@type': 'Comment', ...words(post, page.texts[at + 1]) }] : [],
    ),
  }
}
