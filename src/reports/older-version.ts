import { pathOnSite } from './site-path.ts'
import type { Subject } from './subject.ts'
import { isVersioned, versionsOf } from './versioned.ts'

/** Whose author may have changed it while somebody wrote their report. */
export const hasVersions = ({ kind }: Pick<Subject, 'kind'>) => isVersioned(kind)

function versionAt(address: string): number | undefined {
  const [, number] = /\/revisions\/([1-9][0-9]{0,5})$/.exec(pathOnSite(address) ?? '') ?? []
  return number === undefined ? undefined : Number(number)
}

/** Its pictures are only known as they are now, and are kept with the newest words. */
async function findVersion(subject: Subject, revision: number): Promise<Subject | undefined> {
  const words = isVersioned(subject.kind)
    ? await versionsOf(subject.kind).olderWords(subject.id, revision)
    : undefined
  return words === undefined ? undefined : { ...subject, revision, words, images: [] }
}

/**
 * What a reporter saw of posts and messages that were edited since, where that can still be read: their complaint is about those words, too.
 * @param about the addresses of the subjects, in their order
 * @param seen the version that stood in the form, of the first one; another number than those of its versions says nothing
 */
export async function findOlder(
  subjects: readonly Subject[],
  about: readonly string[],
  seen: number | undefined,
): Promise<Subject[]> {
  const older = new Map<string, Subject>()
  for (const [at, subject] of subjects.entries())
    for (const revision of [at === 0 ? seen : undefined, versionAt(about[at] ?? '')]) {
      if (!hasVersions(subject) || revision === undefined || revision >= subject.revision) continue
      const found = await findVersion(subject, revision)
      if (found) older.set(`${found.id}@${revision}`, found)
    }
  return [...older.values()]
}
