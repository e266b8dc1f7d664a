import { sayWordsGone } from '../auth/words-gone.ts'
import { log } from '../log.ts'
import { deleteTag, findGoing, markGoing, markRefused, sayTagged, type Tag } from './tag.ts'

type Why = Omit<NonNullable<Tag['going']>, 'at'>

/**
 * Takes a tag away for good. Those who look into a complaint about it hear of it first, since nothing of it is left afterwards
 * that could tell; a killed process is followed by the next start.
 * @returns false where it had gone
 */
export async function takeAway(tag: Tag, why: Why): Promise<boolean> {
  const marked = await markGoing(tag, why)
  return marked ? finish(marked) : false
}

async function finish(tag: Tag): Promise<boolean> {
  const { _id, going } = tag
  if (!going) return false
  await sayWordsGone({ id: String(_id), isByAuthor: going.isByAuthor, at: going.at })
  const isGone = going.isUnwanted ? await markRefused(tag) : await deleteTag(tag)
  await sayTagged(tag)
  return isGone
}

/** What a killed process did not bring to its end. One that fails holds up no other. */
export async function finishTagRemovals(): Promise<void> {
  for (const tag of await findGoing())
    try {
      await finish(tag)
    } catch (error) {
      log.error({ err: error, tag: String(tag._id) }, 'a tag could not be taken away')
    }
}
