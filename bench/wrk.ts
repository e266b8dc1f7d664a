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
  /** What the script reads from its environment. */
  env?: Record<string, string>
}

/** Answers per second, by wrk from Debian. @throws if anything but 2xx and 3xx came back. */
export async function answersPerSecond(load: Load): Promise<number> {
  const headers = Object.entries(load.headers ?? {}).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const script = load.script ? ['-s', join(import.meta.dirname, load.script)] : []
  const shape = ['-t1', `-c${load.connections ?? 50}`, `-d${load.seconds}s`]
  const { stdout } = await run('wrk', [...shape, ...script, ...headers, load.url], {
    env: { ...process.env, ...load.env },
  })
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

const ROUNDS = 5

export interface Found {
  ours: number
  baseline: number
  ratio: number
}

/**
 * Ours and the baseline in turn, after both were warmed up. Whatever else the machine does meanwhile hits neighbours in
 * time alike, so the ratio is the median of the rounds' ratios, not the ratio of two medians.
 */
export async function compareRates(
  ours: () => Promise<number>,
  baseline: () => Promise<number>,
  rounds = ROUNDS,
): Promise<Found> {
  for (const measure of [baseline, ours]) await measure()
  const found: Found[] = []
  for (let round = 0; round < rounds; round += 1) {
    const rates = { baseline: await baseline(), ours: await ours() }
    found.push({ ...rates, ratio: rates.ours / rates.baseline })
  }
  const middle = (name: keyof Found) => median(found.map((one) => one[name]))
  return { ours: middle('ours'), baseline: middle('baseline'), ratio: middle('ratio') }
}

export function compare(ours: Load, baseline: Load): Promise<Found> {
  return compareRates(
    () => answersPerSecond(ours),
    () => answersPerSecond(baseline),
  )
}
