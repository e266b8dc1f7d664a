import { setTimeout as wait } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { seconds } from '../clock.ts'
import { config } from '../config.ts'
import { log } from '../log.ts'
import { carryBy } from './bus.ts'
import { Conversation } from './conversation.ts'
import { BEAT, canTrust, endTrustWatch, watchTrust } from './trust.ts'

let commands: Redis | undefined

/** For ordinary commands (rate limits); undefined without REDIS_URL. While Redis is away they fail at once. */
export function redisClient(): Redis | undefined {
  return commands
}

function openRedis(url: string): Redis {
  const client = new Redis(url, {
    lazyConnect: true,
    // Waiting commands would be carried out late, when nobody counts on them any more.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: seconds(5),
    retryStrategy: (times) => Math.min(100 * times, 1000),
  })
  client.on('error', (error: Error) => log.warn({ why: error.message }, 'Redis is away'))
  return client
}

/**
 * Joins the processes of this site: from now on `changed()` waits for all of them and `publish()` reaches the readers
 * of all. Does nothing without REDIS_URL.
 * @returns how to leave again.
 * @throws when Redis does not answer at the start.
 */
export async function connectRedis(): Promise<() => Promise<void>> {
  if (!config.redisUrl) return async () => undefined
  const mouth = openRedis(config.redisUrl)
  const ear = openRedis(config.redisUrl)
  const conversation = new Conversation(mouth, ear, `parley:${config.siteUrl}`)
  watchTrust()
  const beat = setInterval(() => conversation.beat(), BEAT).unref()
  const leave = async () => {
    clearInterval(beat)
    carryBy(undefined)
    commands = undefined
    ear.disconnect()
    mouth.disconnect()
    endTrustWatch()
  }
  try {
    await Promise.all([mouth.connect(), ear.connect()])
    await conversation.listen()
    await hearFirstBeat(conversation)
  } catch (error) {
    await leave()
    throw new Error('REDIS_URL is set, but Redis does not answer there.', { cause: error })
  }
  carryBy(conversation)
  commands = mouth
  return leave
}

async function hearFirstBeat(conversation: Conversation): Promise<void> {
  for (let tries = 0; !canTrust(); tries += 1) {
    if (tries === 50) throw new Error('nothing comes back')
    await conversation.beat()
    await wait(50)
  }
}
