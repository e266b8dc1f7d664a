import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import mongoose, { type Connection, type InferRawDocType, model, Schema } from 'mongoose'
import { nowMs, seconds } from '../clock.ts'
import { migrations } from './migrations/list.ts'
import { impersonal } from './personal.ts'

export interface Migration {
  number: number
  name: string
  run: (connection: Connection) => Promise<void>
}

const done = impersonal('Which changes of the stored data were made, so that each is made once', 'settings')

const migrationSchema = new Schema(
  {
    _id: { type: Number, required: true, personal: done },
    name: { type: String, required: true, personal: done },
    /** Who makes it now; a process that dies stops renewing `heldUntil`. */
    holder: { type: String, required: true, personal: done },
    heldUntil: { type: Date, required: true, personal: done },
    finishedAt: { type: Date, default: null, personal: done },
  },
  { versionKey: false },
)

export type MigrationRecord = InferRawDocType<typeof migrationSchema>
export const Migrations = model('Migration', migrationSchema, 'migrations')

const holdMs = seconds(30)
const duplicate = 11000

/** Makes each migration that was not made yet, in order. Processes that start together wait for the one that does it. */
export async function runMigrations(list: readonly Migration[] = migrations): Promise<void> {
  const holder = randomUUID()
  for (const migration of [...list].sort((a, b) => a.number - b.number)) await runOnce(migration, holder)
}

async function runOnce(migration: Migration, holder: string): Promise<void> {
  while (!(await isFinished(migration))) {
    if (!(await claim(migration, holder))) {
      await wait(200)
      continue
    }
    const renewal = setInterval(() => renew(migration, holder).catch(() => {}), holdMs / 3).unref()
    try {
      await migration.run(mongoose.connection)
    } catch (error) {
      await Migrations.deleteOne({ _id: migration.number, holder, finishedAt: null })
      throw error
    } finally {
      clearInterval(renewal)
    }
    await Migrations.updateOne({ _id: migration.number, holder }, { finishedAt: new Date(nowMs()) })
  }
}

async function isFinished({ number, name }: Migration): Promise<boolean> {
  const record = await Migrations.findById(number).lean()
  if (record && record.name !== name)
    throw new Error(`Migration ${number} is "${name}" here but was "${record.name}" in this database.`)
  return Boolean(record?.finishedAt)
}

/** Takes a migration that nobody holds, or whose holder died. The unique _id decides between two. */
async function claim({ number, name }: Migration, holder: string): Promise<boolean> {
  const at = nowMs()
  const heldUntil = new Date(at + holdMs)
  try {
    const taken = await Migrations.findOneAndUpdate(
      { _id: number, finishedAt: null, heldUntil: { $lt: new Date(at) } },
      { name, holder, heldUntil },
      { upsert: true, returnDocument: 'after' },
    ).lean()
    return taken?.holder === holder
  } catch (error) {
    if (error instanceof mongoose.mongo.MongoServerError && error.code === duplicate) return false
    throw error
  }
}

async function renew({ number }: Migration, holder: string): Promise<void> {
  await Migrations.updateOne({ _id: number, holder }, { heldUntil: new Date(nowMs() + holdMs) })
}
