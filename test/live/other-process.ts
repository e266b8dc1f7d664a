import '../support/env.ts'

import { setTimeout as wait } from 'node:timers/promises'
import { onChanged, onPublish } from '../../src/live/bus.ts'
import { connectRedis } from '../../src/live/redis.ts'
import { canTrust, onDistrust } from '../../src/live/trust.ts'
import { penalise } from '../../src/web/limits.ts'

// A second process of the site. It tells its parent what it hears and does what it is asked.
const tell = (word: unknown) => process.send?.(word)

onChanged(async (tags) => {
  // Slow on purpose: the parent must wait for the end of it, not for the beginning.
  await wait(150)
  tell({ dropped: [...tags] })
})
onPublish((room, event, payload) => tell({ room, event, payload }))
onDistrust((isDistrusted) => tell({ isDistrusted }))
process.on('message', async (asked) => {
  if (asked === 'trust') tell({ canTrust: canTrust() })
  if (asked === 'penalise') tell({ penalty: await penalise('sign-in', '10.0.0.1 ada') })
})
process.on('disconnect', () => process.exit(0))
await connectRedis()
tell({ isReady: true })
