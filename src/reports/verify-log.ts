import { verifyAudit } from '../auth/audit.ts'
import { joinDatabase } from '../database/connect.ts'
import type { Verified } from '../database/verify-chain.ts'
import { verifyDisclosures } from '../disclosure/disclosure.ts'
import { verifyLines } from './log-line.ts'

/** `npm run verify-log`: 0 where nothing was altered, 1 where something was, 2 where nobody can tell. */
const chains: [name: string, verify: () => Promise<Verified>][] = [
  ['The public log', verifyLines],
  ['The audit log', verifyAudit],
  ['The list of disclosures', verifyDisclosures],
]

function describe({ count, fault }: Verified): string {
  if (fault) return `number ${fault.number} is wrong – ${fault.why}.`
  return `${count} ${count === 1 ? 'line' : 'lines'}, none altered.`
}

try {
  const database = await joinDatabase()
  let isSound = true
  for (const [name, verify] of chains) {
    const verified = await verify()
    isSound &&= verified.fault === undefined
    process.stdout.write(`${name}: ${describe(verified)}\n`)
  }
  await database.close()
  process.exit(isSound ? 0 : 1)
} catch (error) {
  process.stderr.write(`Nothing could be checked: ${(error as Error).message}\n`)
  process.exit(2)
}
