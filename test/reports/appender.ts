/** Another process that appends lines to the log as quickly as it can: so many of its own, and one that others append, too. */
import { connectDatabase } from '../../src/database/connect.ts'
import { appendLine } from '../../src/reports/log-line.ts'
import { someLine } from './making.ts'

const [count = '1', shared = ''] = process.argv.slice(2)
const database = await connectDatabase()
await Promise.all([
  ...Array.from({ length: Number(count) }, () => appendLine(someLine())),
  appendLine(someLine({ once: shared })),
])
await database.close()
process.exit(0)
