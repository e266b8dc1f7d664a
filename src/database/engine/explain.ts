import { statfsSync } from 'node:fs'

export type FaultKind =
  | 'missing'
  | 'altered'
  | 'system'
  | 'folder'
  | 'in use'
  | 'refused'
  | 'damaged'
  | 'crashed'
  | 'timeout'
  | 'gave up'

/** Why the embedded engine does not run: `message` is a sentence for the person who started the forum. */
export class EngineFault extends Error {
  readonly kind: FaultKind
  /** What the engine or the system said, for the log. */
  readonly detail: string
  constructor(kind: FaultKind, detail: string, place: Place = { folder: '' }) {
    super(sentence(kind, detail, place))
    this.kind = kind
    this.detail = detail
  }
}

export interface Place {
  folder: string
  /** The process that uses the folder, where it is known. */
  owner?: number
  /** The last seldom used command before a crash. */
  command?: string
}

const otherServer = 'You can use a MongoDB server instead: set MONGODB_URI.'

function sentence(kind: FaultKind, detail: string, place: Place): string {
  const { folder } = place
  switch (kind) {
    case 'missing':
      return `The embedded database is not installed for this kind of machine. ${otherServer}`
    case 'altered':
      return `${detail} is not the file that this version of Parley knows; please run "npm ci" again. ${otherServer}`
    case 'system':
      return `The embedded database needs a 64-bit Linux with glibc 2.36 or newer (Debian 12, Ubuntu 24.04) or a Mac with an Apple processor; here it says: ${oneLine(detail)}. ${otherServer}`
    case 'folder':
      return detail
    case 'in use':
      return `Another Parley${place.owner ? ` (process ${place.owner})` : ''} already uses the database in ${folder}. Stop it first, or give this one its own DATA_DIR.`
    case 'refused':
      return refusedSentence(detail, folder)
    case 'damaged':
      return `The database files in ${folder} are damaged, do not belong to this user${ownUser()}, or the disk is full (${freeMegabytes(folder)} MB free). Nothing was changed. Please make room, or restore a backup.`
    case 'crashed':
      return `The database stopped unexpectedly (${detail}${place.command ? `, while it ran the command ${place.command}` : ''}). It is being started again; what was saved is safe.`
    case 'timeout':
      return `The database in ${folder} did not open in time. It may still be reading what a crash left; please try again.`
    case 'gave up':
      return `The database in ${folder} keeps stopping (${detail}), so Parley gave up. The disk may be full (${freeMegabytes(folder)} MB free) or files damaged: please make room, or restore a backup.`
  }
}

/** What Engine.open says in its own words, said in ours. */
function refusedSentence(detail: string, folder: string): string {
  if (/GLIBC_|ERR_DLOPEN|cannot open shared object/.test(detail))
    return sentence('system', detail, { folder })
  if (/Read-only file system/i.test(detail))
    return `The folder ${folder} is on a read-only disk, so the database cannot open.`
  if (/Location28596|Permission denied/i.test(detail))
    return `This user${ownUser()} may not write in ${folder}. Please change the owner of the folder, or DATA_DIR.`
  if (/Not a directory|EEXIST|cannot create directories/i.test(detail))
    return `${folder} is not a folder, so the database cannot be kept there.`
  if (/ENOSPC/.test(detail))
    return `The disk under ${folder} is full, so the database cannot open. Please make room.`
  if (/Location13180000/.test(detail))
    return `The database in ${folder} was opened twice in one process; that is a fault of Parley.`
  return `The database in ${folder} does not open: ${oneLine(detail)}.`
}

export function isInUse(detail: string): boolean {
  return /DBPathInUse/.test(detail) && !/Read-only file system/i.test(detail)
}

function ownUser(): string {
  return process.geteuid ? ` (number ${process.geteuid()})` : ''
}

function freeMegabytes(folder: string): string {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return String(Math.floor((bavail * bsize) / 1e6))
  } catch {
    return 'unknown'
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replace(/\.$/, '').slice(0, 300)
}
