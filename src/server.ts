import { once } from 'node:events'
import { accessSync, constants, mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import { createApp } from './app.ts'
import { prepareFirstAdmin } from './auth/first-admin.ts'
import { flushRoomReadings } from './chat/reading.ts'
import { completeChat } from './chat/removal.ts'
import { prepareRooms } from './chat/room.ts'
import { hours, now } from './clock.ts'
import { config } from './config.ts'
import { connectDatabase } from './database/connect.ts'
import { prepareBoards } from './forum/board.ts'
import { completeTopics } from './forum/complete.ts'
import { settleHangingImages } from './forum/post-images.ts'
import { completeReactionNews } from './forum/reaction-news.ts'
import { flushReadings } from './forum/reading.ts'
import { flushTails } from './forum/topic-tails.ts'
import { laterDone } from './live/later.ts'
import { connectRedis } from './live/redis.ts'
import { onDistrust } from './live/trust.ts'
import { log } from './log.ts'
import { removeOrphans } from './media/removal.ts'
import { finishTagRemovals } from './media/tag-removal.ts'
import { completeReports } from './reports/completing.ts'
import { prepareRules } from './reports/rule.ts'
import { openLive } from './sockets.ts'
import { completeTalks } from './support/complete.ts'
import { startTimetable } from './timetable.ts'
import { prepareAssets } from './web/assets.ts'
import { createFront, openFrontLane, setReady, setServing } from './web/front.ts'
import { trustKeptPages } from './web/kept-pages.ts'
import { emptyIncoming } from './web/uploads.ts'
import { prepareViews } from './web/views.ts'
import { KEEP_ALIVE } from './web/wire.ts'

/** Milliseconds for requests that are under way when the site is told to stop; the engine needs the rest of 10 s. */
const PATIENCE = 5_000

/** Milliseconds. Who sends a byte now and then holds a place no longer than this; the rest of the world is waiting. */
const slowest = {
  headersTimeout: 15_000,
  requestTimeout: 90_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: KEEP_ALIVE,
}
const MOST_CONNECTIONS = 10_000

/** Where several processes share the pictures, younger files may belong to one that another is making just now. */
function removeLeftFiles(): void {
  const before = new Date(Date.now() - (config.mongodbUri ? hours(1) : 0))
  removeOrphans(before).catch((error) => log.warn({ err: error }, 'files that no picture names stay for now'))
}

const say = (text: string) => process.stdout.write(`${text}\n`)

function explain(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE')
    return `Port ${config.port} is taken by another program. Stop that one, or choose another port: PORT=${config.port + 1} npm start`
  if (code === 'EACCES' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST')
    return `The data folder ${config.dataDir} cannot be written to. Give this user the right to write there, or set DATA_DIR to a folder of its own.`
  return message
}

function checkDataFolder(): void {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  accessSync(config.dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
}

/** What has to be there, or to be completed after a crash, before the first request. */
async function prepareSite(): Promise<void> {
  await prepareBoards()
  await prepareRooms()
  await prepareRules()
  await completeTopics()
  await completeChat()
  await emptyIncoming()
  await settleHangingImages()
  await completeReactionNews()
  await finishTagRemovals()
  await completeReports(now())
  await completeTalks(now())
}

/** What waits in memory is written before the database goes. */
async function finishSite(): Promise<void> {
  await laterDone()
  await flushTails()
  await flushReadings()
  await flushRoomReadings()
}

function giveUp(why: string): never {
  process.stderr.write(`\n${why}\n`)
  process.exit(1)
}

async function start(): Promise<() => Promise<void>> {
  checkDataFolder()
  prepareViews()
  await prepareAssets()
  const server = createServer(slowest, createFront(createApp()))
  const closeLane = openFrontLane(server)
  server.maxConnections = MOST_CONNECTIONS
  server.listen(config.port, config.host)
  await once(server, 'listening')
  const database = await connectDatabase({
    onEngine: (state) => {
      if (state.name === 'restarting') log.error({ deaths: state.deaths }, state.fault.message)
      if (state.name === 'failed') giveUp(state.fault.message)
    },
    onDisk: (state, free) => {
      if (state !== 'roomy')
        log.warn({ state, freeMegabytes: Math.round(free / 1024 ** 2) }, 'the disk fills up')
    },
  })
  say(database.describe)
  const leaveRedis = await connectRedis()
  onDistrust((isDistrusted) => trustKeptPages(!isDistrusted))
  await prepareSite()
  const firstAdmin = await prepareFirstAdmin()
  const timetable = startTimetable()
  const closeLive = openLive(server)
  setServing(database.isReady)
  setReady(true)
  removeLeftFiles()
  say(`${config.siteName} is open at ${config.siteUrl}`)
  if (firstAdmin) say(`Nobody runs it yet. Become its first admin here (the link works once): ${firstAdmin}`)
  return async () => {
    setReady(false)
    const closing = once(server, 'close')
    server.close()
    server.closeIdleConnections()
    closeLane()
    await closeLive()
    const patience = setTimeout(() => server.closeAllConnections(), PATIENCE)
    await Promise.all([closing, timetable.stop()])
    clearTimeout(patience)
    await finishSite()
    await leaveRedis()
    await database.close()
  }
}

try {
  const stop = await start()
  let isStopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, async () => {
      if (isStopping) return
      isStopping = true
      log.info({ signal }, 'stopping')
      await stop().catch((error) => log.error({ err: error }, 'the stop was not clean'))
      process.exit(0)
    })
} catch (error) {
  giveUp(explain(error))
}
