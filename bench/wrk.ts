import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface Load {
  url: string
  seconds: number
  headers?: Record<string, string>
  /** How many at once; 50 unless told. */
  connections?: number
  /** A Lua script of ours for wrk, where it is not a plain GET. */
  script?: string
}

/** Answers per second, by wrk from Debian. @throws if anything but 2xx and 3xx came back. */
export async function answersPerSecond(load: Load): Promise<number> {
  const headers = Object.entries(load.headers ?? {}).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const script = load.script ? ['-s', join(import.meta.dirname, load.script)] : []
  const shape = ['-t1', `-c${load.connections ?? 50}`, `-d${load.seconds}s`]
  const { stdout } = await run('wrk', [...shape, ...script, ...headers, load.url])
  if (/Non-2xx/.test(stdout)) throw new Error(`${load.url} did not answer well:\n${stdout}`)
  const [, rate] = /Requests\/sec:\s+([\d.]+)/.exec(stdout) ?? []
  if (!rate) throw new Error(`wrk said nothing usable:\n${stdout}`)
  return Number(rate)
}

export async function hasWrk(): Promise<boolean> {
  return run('wrk', ['-v']).then(
    () => true,
    // wrk -v prints its version and leaves with 1.
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  )
}

export function median(numbers: number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** Ours and the baseline in turn, so that whatever else the machine does hits both; then the medians' ratio. */
export async function compare(ours: Load, baseline: Load, rounds = 3) {
  const rates = { ours: [] as number[], baseline: [] as number[] }
  // Both get warm first: neither is measured while it is being compiled.
  for (const load of [baseline, ours]) await answersPerSecond({ ...load, seconds: 2 })
  for (let round = 0; round < rounds; round += 1) {
    rates.baseline.push(await answersPerSecond(baseline))
    rates.ours.push(await answersPerSecond(ours))
  }
  const [a, b] = [median(rates.ours), median(rates.baseline)]
  return { ours: a, baseline: b, ratio: a / b }
}
