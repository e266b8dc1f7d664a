import { hours, nowMs } from '../clock.ts'
import { Expected } from '../errors.ts'
import { log } from '../log.ts'
import { onGroup } from '../notifications/groups.ts'
import { forgetNotifications, notify } from '../notifications/notification.ts'
import { reachImage } from './reach.ts'
import { findPendingSince, findTags, type Tag, tagKey } from './tag.ts'

const isWaiting = (tag: Pick<Tag, 'state' | 'going'> | undefined) => tag?.state === 'pending' && !tag.going

/** Tells somebody that a tag waits for their answer. As often as wanted: they are told once, and not when it is answered. */
export async function tellOfTag({
  _id,
  person,
  tagger,
}: Pick<Tag, '_id' | 'person' | 'tagger'>): Promise<void> {
  if (!person) return
  await notify({
    account: String(person),
    kind: 'tag',
    from: String(tagger),
    title: 'asks whether it is you in a picture',
    href: '/my/tags',
    once: tagKey(_id),
    group: 'tags',
  })
  // It may have been answered, or have gone, while it was told of.
  const [now] = await findTags([String(_id)])
  if (!isWaiting(now)) await forgetNotifications(tagKey(_id))
}

/** Further back than any crash can have left something untold. */
const HORIZON = hours(1)

/** What a crash left untold. */
export async function tellOfTags(): Promise<void> {
  for (const tag of await findPendingSince(new Date(nowMs() - HORIZON)))
    await tellOfTag(tag).catch((error) => log.error({ err: error }, 'a tag could not be told of'))
}

onGroup('tags', {
  show: async (_reader, ids) =>
    new Map(ids.map((id) => [id, { title: 'Pictures you may be in', href: '/my/tags' }])),
  async standing(reader, told) {
    const tags = await findTags(told.map(({ once }) => once.slice(4)))
    const waiting = new Set<string>()
    for (const tag of tags) if (isWaiting(tag) && (await canSee(reader, tag))) waiting.add(tagKey(tag._id))
    return told.filter(({ once }) => waiting.has(once))
  },
})

async function canSee(reader: Parameters<typeof reachImage>[0], { image }: Tag): Promise<boolean> {
  try {
    await reachImage(reader, String(image))
    return true
  } catch (error) {
    if (error instanceof Expected) return false
    throw error
  }
}
