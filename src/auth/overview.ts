import { readFileSync } from 'node:fs'
import mongoose from 'mongoose'
import { config } from '../config.ts'
import { isReadOnly } from '../database/read-only.ts'
import { countDoubtful, type DoubtfulMail, listDoubtful } from '../mail/doubtful.ts'
import { countMembers, type MemberCounts } from './members.ts'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

export interface Overview {
  counts: MemberCounts
  doubtfulCount: number
  doubtful: DoubtfulMail[]
  database: { engine: string; version: string; isReadOnly: boolean }
  mail: string
  versions: { parley: string; node: string }
}

async function databaseVersion(): Promise<string> {
  const info = await mongoose.connection.db?.admin().buildInfo()
  return String(info?.version ?? 'unknown')
}

/** What an admin wants to see at one glance. */
export async function readOverview(): Promise<Overview> {
  const [counts, doubtfulCount, doubtful, mongodb] = await Promise.all([
    countMembers(),
    countDoubtful(),
    listDoubtful(20),
    databaseVersion(),
  ])
  return {
    counts,
    doubtfulCount,
    doubtful,
    database: {
      engine: config.mongodbUri ? 'the server of MONGODB_URI' : 'the embedded engine in the data folder',
      version: mongodb,
      isReadOnly: isReadOnly(),
    },
    mail: config.smtpUrl
      ? 'through the mail server of SMTP_URL'
      : 'into files in the data folder (no SMTP_URL is set)',
    versions: { parley: version, node: process.version },
  }
}
