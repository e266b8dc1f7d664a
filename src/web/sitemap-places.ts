/** Pages that everybody may read and that stand in the sitemap beside the boards; each feature names its own. */
type Finder = () => Promise<string[]>

const finders: Finder[] = []

/** @param find the paths, as a guest may open them at this moment */
export function onSitemap(find: Finder): void {
  finders.push(find)
}

export async function sitemapPlaces(): Promise<string[]> {
  return (await Promise.all(finders.map((find) => find()))).flat()
}
