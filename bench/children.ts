import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const running: ChildProcess[] = []

/** Starts one of our scripts and waits until it says `{ port }` over IPC. */
export async function startChild(file: string, data: object, env: NodeJS.ProcessEnv = process.env) {
  const child = fork(join(import.meta.dirname, file), [JSON.stringify(data)], { env, execArgv: [] })
  running.push(child)
  const [said] = await once(child, 'message')
  return { child, port: (said as { port: number }).port }
}

export async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  await gone
}

export function adopt(child: ChildProcess): ChildProcess {
  running.push(child)
  return child
}

export async function stopAll(): Promise<void> {
  for (const child of running) await stopChild(child)
}
