/** 20 posts a page; a page starts at number 1, 21, 41 …, so an address stays true whatever is written or removed. */
export const PAGE_SIZE = 20

interface Named {
  _id: number
  slug: string
}

export function firstOnPage(number: number): number {
  return number - ((number - 1) % PAGE_SIZE)
}

export function topicPath(topic: Named): string {
  return `/t/${topic.slug}/${topic._id}`
}

/** Of the page that begins with this number. */
export function pagePath(topic: Named, first: number): string {
  return first === 1 ? topicPath(topic) : `${topicPath(topic)}/${first}`
}

export function postPath(topic: Named, number: number): string {
  return `${topicPath(topic)}/${number}#post-${number}`
}

export function boardPath(board: { slug: string }): string {
  return `/c/${board.slug}`
}
