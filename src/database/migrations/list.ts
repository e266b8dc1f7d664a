import type { Migration } from '../migrations.ts'
import { placesOfNotifications } from './0001-places-of-notifications.ts'

/**
 * In this order, each once. A new one is a file of its own here, `0001-what-it-does.ts`, that exports a `Migration`
 * with that number; numbers only grow. It may run twice, after a crash, so it must leave alone what it has done.
 * Indexes need none: they follow the schema files at every start.
 */
export const migrations: readonly Migration[] = [placesOfNotifications]
