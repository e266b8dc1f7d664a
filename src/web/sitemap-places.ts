/** Pages that everybody may read and that stand in the sitemap beside the boards; each feature names its own. */
interface Places {
  /** Of `changed()`: when they are others. */
  tag: string
  /** The paths, as a guest may open them at this moment. */
  find(): Promise<string[]>
}

const all: Places[] = []

export function onSitemap(tag: string, find: Places['find']): void {
  all.push({ tag, find })
}

export async function sitemapPlaces(): Promise<{ paths: string[]; tags: string[] }> {
  const paths = (await Promise.all(all.map(({ find }) => find()))).flat()
  return { paths, tags: all.map(({ tag }) => tag) }
}
