import '../support/env.ts'

import { moveClock } from '../../src/clock.ts'
import { connectDatabase } from '../../src/database/connect.ts'
import { runOutbox } from '../../src/mail/outbox.ts'

// A second process of the site that does nothing but send, started and killed by the tests.
moveClock(Number(process.env.MOVE_CLOCK ?? 0))
const database = await connectDatabase()
await runOutbox()
await database.close()
process.exit(0)
