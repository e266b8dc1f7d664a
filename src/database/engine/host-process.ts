import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { EngineFault, isInUse } from './explain.ts'
import { type HostMessage, type HostSettings, isHostMessage } from './messages.ts'

const hostFile = fileURLToPath(new URL('host.ts', import.meta.url))
/** Reading the journal after a crash under full load took 8 seconds, and three times that is possible. */
const startLimitMs = 180_000
const stopLimitMs = 12_000

export interface Host {
  process: ChildProcess
  version: string
}

/**
 * Starts one host and waits until it serves.
 * @param addon path of the patched native code, if it needs the patch.
 * @throws EngineFault when it does not get ready; it is gone then.
 */
export async function startHost(settings: HostSettings, addon: string | undefined): Promise<Host> {
  const child = fork(hostFile, [JSON.stringify(settings)], {
    execArgv: [],
    env: cleanEnvironment(addon),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  try {
    return { process: child, version: await waitUntilReady(child, settings.folder) }
  } catch (error) {
    if (hasEnded(child)) throw error
    child.kill('SIGKILL')
    await once(child, 'exit')
    throw error
  }
}

/** Asks it to close and waits until it is gone; its own limit is shorter than ours. */
export async function stopHost({ process: child }: Host): Promise<void> {
  if (hasEnded(child)) return
  const limit = setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
  const gone = once(child, 'exit')
  if (child.connected) child.send({ kind: 'stop' }, () => {})
  await gone
  clearTimeout(limit)
}

export function nameEnd(code: number | null, signal: NodeJS.Signals | null): string {
  return signal ? `signal ${signal}` : `exit code ${code}`
}

function hasEnded(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null
}

function waitUntilReady(child: ChildProcess, folder: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let isLoaded = false
  let words = ''
  const onExit = (code: number | null, signal: NodeJS.Signals | null) =>
    reject(new EngineFault(isLoaded ? 'damaged' : 'system', `${nameEnd(code, signal)} ${words}`, { folder }))
  const onMessage = (message: unknown) => {
    if (!isHostMessage(message)) return
    if (message.kind === 'loaded') isLoaded = true
    if (message.kind === 'fault') reject(readFault(message, folder))
    if (message.kind === 'ready') resolve(message.version)
  }
  child.stderr?.on('data', (chunk) => {
    words = `${words}${chunk}`.slice(-1000)
  })
  // Stays for good: a failed fork, or a word to a host that just died, must not end the forum.
  child.on('error', (error) => reject(new EngineFault('system', error.message, { folder })))
  child.on('exit', onExit)
  child.on('message', onMessage)
  const limit = setTimeout(() => reject(new EngineFault('timeout', '', { folder })), startLimitMs)
  return promise.finally(() => {
    clearTimeout(limit)
    child.off('exit', onExit)
    child.off('message', onMessage)
  })
}

function readFault({ stage, detail }: HostMessage & { kind: 'fault' }, folder: string): EngineFault {
  if (stage === 'load')
    return new EngineFault(/Cannot find (package|module)/.test(detail) ? 'missing' : 'system', detail)
  return new EngineFault(isInUse(detail) ? 'in use' : 'refused', detail, { folder })
}

/** Nothing of the forum's secrets or test settings. Few malloc arenas, because the default triples the memory. */
function cleanEnvironment(addon: string | undefined): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env
  return {
    PATH,
    HOME,
    TMPDIR,
    NAPI_RS_NATIVE_LIBRARY_PATH: addon,
    MALLOC_ARENA_MAX: '2',
    MALLOC_TRIM_THRESHOLD_: '131072',
    MALLOC_MMAP_THRESHOLD_: '131072',
  }
}
