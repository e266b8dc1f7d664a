import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { root } from './sources.ts'
import { temporaryFolder } from './temporary.ts'

export interface Program {
  child: ChildProcess
  url: string
  dataDir: string
  /** Everything it has written so far. */
  said(): string
}

export function freshFolder(): string {
  return temporaryFolder('program')
}

/** Below those that the system gives to connections: given back, a port is still free when the program comes to take it. */
export async function takePort(): Promise<{ port: number; server: Server }> {
  for (;;) {
    const port = randomInt(10_000, 32_000)
    const server = createServer().listen(port, '127.0.0.1')
    const isTaken = await once(server, 'listening').then(
      () => false,
      () => true,
    )
    if (!isTaken) return { port, server }
  }
}

export async function freePort(): Promise<number> {
  const { port, server } = await takePort()
  server.close()
  await once(server, 'close')
  return port
}

/**
 * `src/server.ts` as `npm start` runs it, in a process of its own with an environment of its own.
 * @param how other words after `node`, and another folder
 */
export async function runProgram(
  settings: NodeJS.ProcessEnv = {},
  { words = ['src/server.ts'], cwd = root }: { words?: string[]; cwd?: string } = {},
): Promise<Program> {
  const port = Number(settings.PORT ?? (await freePort()))
  const dataDir = settings.DATA_DIR ?? freshFolder()
  const url = `http://127.0.0.1:${port}`
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    TMPDIR: process.env.TMPDIR,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    RATE_LIMITS: 'relaxed',
    SITE_URL: url,
    ...settings,
    PORT: String(port),
    DATA_DIR: dataDir,
  }
  const child = spawn(process.execPath, words, {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  child.stdout.on('data', (chunk) => (text += chunk))
  child.stderr.on('data', (chunk) => (text += chunk))
  return { child, url, dataDir, said: () => text }
}

export async function untilHealthy(program: Program): Promise<void> {
  for (let tries = 0; tries < 3000; tries += 1) {
    const answer = await fetch(`${program.url}/health`).catch(() => undefined)
    if (answer?.status === 200) return
    if (program.child.exitCode !== null) throw new Error(`It ended before it was ready:\n${program.said()}`)
    await wait(50)
  }
  throw new Error(`It did not become ready:\n${program.said()}`)
}

/** @returns the exit code, or the signal's name */
export async function untilGone(program: Program): Promise<number | string> {
  const { child } = program
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode ?? child.signalCode ?? 'unknown'
}
