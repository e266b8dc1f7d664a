import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

/** `npm run bench:scale`: the bench on a small and on a big forum, one after the other, and how much is lost in between. */
const { values: options } = parseArgs({
  options: {
    small: { type: 'string', default: '10000' },
    big: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '5' },
    only: { type: 'string', default: 'guests,member,replies' },
  },
})
const LEAST = 0.85

async function measure(posts: string, file: string): Promise<Record<string, number>> {
  process.stdout.write(`\nWith ${posts} posts\n`)
  const { seconds, only } = options
  const script = join(import.meta.dirname, 'run.ts')
  const args = [script, '--posts', posts, '--values', file, '--seconds', seconds, '--only', only]
  const [code] = await once(spawn(process.execPath, args, { stdio: 'inherit' }), 'exit')
  // A target that was missed is 1, and is told above.
  if (code !== 0 && code !== 1) throw new Error(`The bench ended with ${code}.`)
  return JSON.parse(await readFile(file, 'utf8'))
}

const folder = await mkdtemp(join(tmpdir(), 'parley-scale-'))
try {
  const small = await measure(options.small, join(folder, 'small.json'))
  const big = await measure(options.big, join(folder, 'big.json'))
  process.stdout.write(`\n${options.big} ÷ ${options.small} posts\n`)
  for (const [what, found] of Object.entries(big)) {
    const before = small[what]
    if (!what.includes('÷') || before === undefined) continue
    const share = found / before
    if (share < LEAST) process.exitCode = 1
    process.stdout.write(
      `${share < LEAST ? 'MISSED' : 'kept  '} ${what}: ${share.toFixed(2)} (wanted at least ${LEAST})\n`,
    )
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
