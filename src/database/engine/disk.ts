import { statfs } from 'node:fs/promises'

export type DiskState = 'roomy' | 'scarce' | 'full'

export interface DiskLimits {
  /** Bytes free below which somebody should be told. */
  warn: number
  /** Bytes free below which the forum only reads. */
  readOnly: number
}

const usual: DiskLimits = { warn: 1_000_000_000, readOnly: 256_000_000 }
const everyMs = 30_000

export function judgeDisk(free: number, limits: DiskLimits = usual): DiskState {
  if (free < limits.readOnly) return 'full'
  return free < limits.warn ? 'scarce' : 'roomy'
}

/**
 * Looks at the free space now and every 30 seconds, and tells each change, and the first state too.
 * @param tell gets the state and the bytes free.
 * @returns what ends the watch.
 */
export async function watchDisk(
  folder: string,
  tell: (state: DiskState, free: number) => void,
  limits: DiskLimits = usual,
): Promise<() => void> {
  let last: DiskState | undefined
  const look = async () => {
    const { bavail, bsize } = await statfs(folder)
    const free = bavail * bsize
    const state = judgeDisk(free, limits)
    if (state !== last) tell(state, free)
    last = state
  }
  await look()
  // A folder that cannot be looked at is the engine's trouble, and it says so itself.
  const timer = setInterval(() => look().catch(() => {}), everyMs).unref()
  return () => clearInterval(timer)
}
