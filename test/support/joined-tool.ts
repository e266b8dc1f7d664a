/** A command-line tool in short: joins the database of DATA_DIR, counts, leaves, says what it found. */
import mongoose from 'mongoose'
import { joinDatabase } from '../../src/database/connect.ts'
import { takeNumber } from '../../src/database/numbers.ts'

const database = await joinDatabase()
const number = await takeNumber('topic')
await database.close()
process.send?.({ describe: database.describe, number, readyState: mongoose.connection.readyState })
process.disconnect?.()
