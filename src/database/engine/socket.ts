import { createHash } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Who runs the engine of a folder, and where it answers; command-line tools read it. */
export interface Running {
  /** The forum's process, not the engine's own. */
  pid: number
  socket: string
}

/** A longer path is cut off silently, and the socket would appear outside its private folder. */
const longestPath = 99

/** @param preferred the folder to use unless the path would grow too long. */
export function chooseSocket(folder: string, preferred: string): string {
  const socket = join(preferred, 'm.sock')
  if (Buffer.byteLength(socket) <= longestPath) return socket
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 12)
  return join(tmpdir(), `parley-${process.geteuid?.() ?? 0}-${hash}`, 'm.sock')
}

export function socketUri(socket: string, database: string): string {
  return `mongodb://${encodeURIComponent(socket)}/${database}?directConnection=true&journal=true&retryWrites=false`
}

export function runningFile(folder: string): string {
  return join(dirname(folder), 'engine.json')
}

export async function noteRunning(folder: string, running: Running): Promise<void> {
  const file = runningFile(folder)
  await writeFile(`${file}.new`, JSON.stringify(running), { mode: 0o600 })
  await rename(`${file}.new`, file)
}

export async function forgetRunning(folder: string): Promise<void> {
  await rm(runningFile(folder), { force: true })
}

/** The forum that uses this folder now. A host that still answers after its forum was killed does not count. */
export async function findRunning(folder: string): Promise<Running | undefined> {
  const running = await readRunning(folder)
  if (!running || !isAlive(running.pid)) return undefined
  return (await isAnswering(running.socket)) ? running : undefined
}

export async function readRunning(folder: string): Promise<Running | undefined> {
  try {
    const read: unknown = JSON.parse(await readFile(runningFile(folder), 'utf8'))
    if (typeof read !== 'object' || read === null || !('pid' in read) || !('socket' in read)) return undefined
    const { pid, socket } = read
    return typeof pid === 'number' && typeof socket === 'string' ? { pid, socket } : undefined
  } catch {
    return undefined
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // It runs, but as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function isAnswering(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const attempt = connect(socket)
    attempt.once('connect', () => {
      attempt.destroy()
      resolve(true)
    })
    attempt.once('error', () => resolve(false))
  })
}
