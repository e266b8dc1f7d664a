import type { Account } from '../auth/account.ts'
import type { Notification } from './notification-record.ts'

/** What a group of notifications is about, as this reader may see it now. */
export interface Shown {
  title: string
  href: string
}

/** The room in which such things stand: it alone knows who may see them, and what became of them. */
export interface Home {
  /**
   * By the id in "topic:7", with one look-up for all. Missing: not for this reader, or gone. Without it each stands by itself in
   * the list.
   */
  show?(reader: Account, ids: readonly string[]): Promise<Map<string, Shown>>
  /** Of these, what is still so, and what the reader still wants to hear of. Asked right before a mail. */
  standing(reader: Account, told: readonly Notification[]): Promise<Notification[]>
}

const homes = new Map<string, Home>()

/** @param kind what stands before the colon in the group's key, or the whole key */
export function onGroup(kind: string, home: Home): void {
  homes.set(kind, home)
}

const kindOf = (group: string) => group.split(':')[0] ?? ''
const idOf = (group: string) => group.slice(kindOf(group).length + 1)

export function hasHome(group: string | undefined): group is string {
  return group !== undefined && homes.get(kindOf(group))?.show !== undefined
}

/** By the group's whole key. */
export async function showGroups(reader: Account, groups: Iterable<string>): Promise<Map<string, Shown>> {
  const byKind = Map.groupBy(new Set(groups), kindOf)
  const shown = new Map<string, Shown>()
  for (const [kind, keys] of byKind) {
    const found = await homes.get(kind)?.show?.(reader, keys.map(idOf))
    for (const key of keys) {
      const one = found?.get(idOf(key))
      if (one) shown.set(key, one)
    }
  }
  return shown
}

export async function stillStanding(
  reader: Account,
  group: string | undefined,
  told: readonly Notification[],
): Promise<readonly Notification[]> {
  const home = group === undefined ? undefined : homes.get(kindOf(group))
  return home ? home.standing(reader, told) : told
}
