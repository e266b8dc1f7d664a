import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

export const hasRedis = spawnSync('redis-server', ['--version']).status === 0

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** Debian's redis-server on this machine, keeping nothing. */
export async function startRedis(port: number): Promise<{ kill(): Promise<void> }> {
  const settings = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
  const server: ChildProcess = spawn('redis-server', ['--port', String(port), ...settings], {
    stdio: 'ignore',
  })
  while (!(await answers(port))) await wait(50)
  return {
    async kill() {
      const gone = once(server, 'exit')
      server.kill('SIGKILL')
      await gone
    },
  }
}
