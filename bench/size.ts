import { atMost } from './report.ts'
import type { Site } from './site.ts'

/** Words that stand in very many of the loaded posts, in few, and in none. */
const questions = ['wall', 'garden wall river', 'the timetable is wrong on sundays', 'xylophone']

/** How a forum bears its size: how soon it is open, and how long somebody who searches waits, also for "too much". */
export async function measureSize(site: Site): Promise<void> {
  atMost('start to first answer, seconds', site.startedIn, 5)
  let longest = 0
  for (const question of questions) {
    const began = performance.now()
    const answer = await fetch(`${site.url}/search?q=${encodeURIComponent(question)}`)
    await answer.text()
    const seconds = (performance.now() - began) / 1000
    longest = Math.max(longest, seconds)
    process.stdout.write(`  search “${question}”: ${answer.status} after ${seconds.toFixed(2)} s\n`)
    if (answer.status !== 200 && answer.status !== 503) throw new Error(`Search answered ${answer.status}.`)
  }
  atMost('search answers or gives up, seconds', longest, 1)
}
