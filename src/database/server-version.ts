/** The first that writes to several collections with one command. */
const OLDEST = 8

/** @throws with a sentence for the person who starts the forum */
export function checkServerVersion(version: string): void {
  if (Number.parseInt(version, 10) >= OLDEST) return
  throw new Error(
    `MONGODB_URI leads to MongoDB ${version}, and this forum needs ${OLDEST} or newer. Nothing was changed there. Update the server, or remove MONGODB_URI to use the embedded engine.`,
  )
}
