import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { minutes } from '../clock.ts'
import { type Made, Unreadable } from './made.ts'
import { inPool } from './pool.ts'

export interface StudioTask {
  id: number
  path: string
  isFace: boolean
}

export type StudioAnswer =
  | { id: number; made: Made }
  | { id: number; why: string }
  | { id: number; fault: string }

interface Waiting {
  resolve(made: Made): void
  reject(error: Error): void
}

const file = fileURLToPath(new URL('studio.ts', import.meta.url))
const waiting = new Map<number, Waiting>()
let studio: ChildProcess | undefined
let count = 0
let closing: NodeJS.Timeout | undefined

/** Without pictures to make it costs nothing; the first one after a while waits for its start. */
const IDLE = minutes(1)

function hear(answer: StudioAnswer): void {
  const task = waiting.get(answer.id)
  waiting.delete(answer.id)
  if (!task) return
  if ('made' in answer) task.resolve(answer.made)
  else task.reject('why' in answer ? new Unreadable(answer.why) : new Error(answer.fault))
}

function openStudio(): ChildProcess {
  if (studio?.connected) return studio
  const child = fork(file, [], {
    execArgv: [],
    // Whatever a file makes a decoder do, the secrets of the forum are not there to be found.
    env: { PATH: process.env.PATH },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.on('message', hear)
  child.once('exit', () => {
    if (studio === child) studio = undefined
    // The decoder itself was brought down: by a file, then, that nobody should try again.
    for (const task of waiting.values())
      task.reject(new Unreadable('could not be read. Please try another picture.'))
    waiting.clear()
  })
  child.unref()
  studio = child
  return child
}

/** A process that waits for nothing but its studio may end. */
function rest(): void {
  if (waiting.size > 0) return
  studio?.channel?.unref()
  closing = setTimeout(() => studio?.disconnect(), IDLE).unref()
}

async function order(path: string, isFace: boolean): Promise<Made> {
  clearTimeout(closing)
  const child = openStudio()
  child.channel?.ref()
  count += 1
  const id = count
  try {
    return await new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      child.send({ id, path, isFace } satisfies StudioTask, (error) => {
        if (error && waiting.delete(id)) reject(error)
      })
    })
  } finally {
    rest()
  }
}

/** All sizes of a picture, made by the studio. @throws Unreadable, Unavailable */
export function makePicture(path: string): Promise<Made> {
  return inPool(() => order(path, false))
}

/** @throws Unreadable, Unavailable */
export function makeFace(path: string): Promise<Made> {
  return inPool(() => order(path, true))
}
