type TrustListener = (isDistrusted: boolean) => void

/** How often a process hears itself through Redis, and for how long it believes what it heard. */
export const BEAT = 400
const BELIEVED = 1500

const listeners = new Set<TrustListener>()
let heardAt = Number.NEGATIVE_INFINITY
let isAlone = true
let wasDistrusted = false
let watch: NodeJS.Timeout | undefined

/**
 * May this process answer from memory? Alone always; with others only while it surely hears what they change. The
 * others wait longer for an answer (2 s) than a deaf process believes that it hears.
 */
export function canTrust(): boolean {
  return isAlone || performance.now() - heardAt < BELIEVED
}

/** Called with true when memory must not be used any more, and with false when it may, emptied, be used again. */
export function onDistrust(listener: TrustListener): () => void {
  listeners.add(listener)
  if (wasDistrusted) listener(true)
  return () => listeners.delete(listener)
}

function tellListeners(): void {
  const isDistrusted = !canTrust()
  if (isDistrusted === wasDistrusted) return
  wasDistrusted = isDistrusted
  for (const listener of listeners) listener(isDistrusted)
}

export function noteHeard(): void {
  heardAt = performance.now()
  tellListeners()
}

export function noteDeaf(): void {
  heardAt = Number.NEGATIVE_INFINITY
  tellListeners()
}

/** There are other processes from now on; nothing is trusted until the first word is heard. */
export function watchTrust(): void {
  isAlone = false
  noteDeaf()
  watch ??= setInterval(tellListeners, BEAT / 2).unref()
}

export function endTrustWatch(): void {
  clearInterval(watch)
  watch = undefined
  isAlone = true
  tellListeners()
}
