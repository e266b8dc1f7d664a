import type { Stats } from 'node:fs'
import { access, constants, lstat, mkdir, readdir, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EngineFault } from './explain.ts'

/** No dot in front: "cp data/db/* elsewhere" must take it along. */
export const marker = 'PARLEY-DATABASE.txt'
const markerText = 'The database of a Parley forum. Please change nothing in this folder by hand.\n'

/** File systems over a network or from another machine: locks and fdatasync do not mean there what the engine needs. */
const distant = new Map([
  [0x6969, 'NFS'],
  [0x01021997, '9p'],
  [0x65735546, 'FUSE'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
])

/**
 * Makes the folder if it is not there and refuses one that the engine would spoil or die in without a word.
 * @throws EngineFault with a sentence that says what to do.
 */
export async function prepareFolder(folder: string): Promise<void> {
  await explained(folder, () => mkdir(folder, { recursive: true, mode: 0o700 }))
  await explained(folder, () => access(folder, constants.R_OK | constants.W_OK | constants.X_OK))
  const kind = nameDistant((await statfs(folder)).type)
  if (kind)
    throw new EngineFault(
      'folder',
      `The folder ${folder} is on ${kind}, where a database can be damaged. Please set DATA_DIR to a folder on a disk of this machine.`,
    )
  await refuseForeignOwners(folder)
  const names = await readdir(folder)
  if (names.length > 0 && !names.includes(marker))
    throw new EngineFault(
      'folder',
      `The folder ${folder} holds files that are not a Parley database, so nothing was written there. Please set DATA_DIR to another folder.`,
    )
  if (names.length > 0) return
  await explained(folder, () => writeFile(join(folder, marker), markerText, { mode: 0o600 }))
}

/** The name of a file system that is not on a disk of this machine, by the number statfs gives. */
export function nameDistant(type: number): string | undefined {
  return distant.get(type >>> 0)
}

/** A private folder for the socket: whoever reaches the socket may do everything with the database. */
export async function prepareSocketFolder(folder: string): Promise<void> {
  await explained(folder, () => mkdir(folder, { recursive: true, mode: 0o700 }))
  const found = await lstat(folder)
  const isPrivate = found.isDirectory() && isOwn(found) && (found.mode & 0o077) === 0
  if (!isPrivate)
    throw new EngineFault(
      'folder',
      `The folder ${folder} must belong to this user alone (mode 700). Please remove it or change it.`,
    )
}

/** Files of another user end the engine without a word. @param user the number to compare with. */
export async function refuseForeignOwners(folder: string, user = process.geteuid?.()): Promise<void> {
  const names = await readdir(folder, { recursive: true })
  for (const name of ['.', ...names]) {
    const found = await lstat(join(folder, name)).catch(() => undefined)
    if (found && !isOwn(found, user))
      throw new EngineFault(
        'folder',
        `${join(folder, name)} belongs to another user (number ${found.uid}; this is number ${user}). Please change its owner, or start Parley as that user.`,
      )
  }
}

function isOwn(found: Stats, user = process.geteuid?.()): boolean {
  return user === undefined || found.uid === user
}

async function explained<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    throw new EngineFault('refused', cause instanceof Error ? cause.message : String(cause), { folder })
  }
}
