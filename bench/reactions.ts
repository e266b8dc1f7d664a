import { timeUpserts } from './baselines/upserts.ts'
import { atLeast } from './report.ts'
import { engineUri, type Site } from './site.ts'
import { answersPerSecond, median } from './wrk.ts'

/** @param post a post of somebody else: nobody reacts to their own */
export async function measureReactions(site: Site, post: string, seconds: number): Promise<void> {
  const url = `${site.url}/posts/${post}/reaction?_method=PUT`
  const load = { url, seconds, connections: 10, script: 'reaction.lua', headers: { Cookie: site.cookie } }
  const rates = { ours: [] as number[], baseline: [] as number[] }
  await answersPerSecond({ ...load, seconds: 2 })
  for (let round = 0; round < 3; round += 1) {
    rates.baseline.push((await timeUpserts(await engineUri(site), 3000)).perSecond)
    rates.ours.push(await answersPerSecond(load))
  }
  const [ours, baseline] = [median(rates.ours), median(rates.baseline)]
  atLeast('reaction acknowledged ÷ one journalled upsert', { ours, baseline, ratio: ours / baseline }, 0.35)
}
