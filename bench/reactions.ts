import { timeUpserts } from './baselines/upserts.ts'
import { atLeast } from './report.ts'
import { engineUri, type Site } from './site.ts'
import { answersPerSecond, compareRates } from './wrk.ts'

/** @param post a post of somebody else: nobody reacts to their own */
export async function measureReactions(site: Site, post: string, seconds: number): Promise<void> {
  const url = `${site.url}/posts/${post}/reaction?_method=PUT`
  const load = { url, seconds, connections: 10, script: 'reaction.lua', headers: { Cookie: site.cookie } }
  const uri = await engineUri(site)
  const found = await compareRates(
    () => answersPerSecond(load),
    async () => (await timeUpserts(uri, 3000)).perSecond,
  )
  atLeast('reaction acknowledged ÷ one journalled upsert', found, 0.35)
}
