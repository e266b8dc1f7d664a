import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { type WhyHidden, whyHidden } from '../auth/hiding.ts'
import { findPeople, type Person } from '../auth/people.ts'
import { labelPath } from '../content/label.ts'
import type { StandingImage } from './image.ts'
import { findTagsOn, type Tag } from './tag.ts'
import type { Box } from './tag-box.ts'
import { canRemoveTag } from './tagging.ts'

interface Member {
  username: string
  name: string
}

/** What is to be seen in a picture, as everybody who sees it may know. */
export type TagView = { id: string; href: string } & ({ label: string } | { member: Member })

/** The same on the picture's own page. */
export type PlacedTag = TagView & {
  words: string
  box: Box | null
  state: 'accepted' | 'pending' | 'hidden'
  /** Of a hidden one, which only its maker sees. */
  hidden?: WhyHidden
  /** Does it wait for the reader? */
  isMine?: true
  canRemove?: true
  /** The reader set it. */
  isOwn?: true
  /** Who asks, for the person who is asked. */
  by?: Member
}

/** Neither its words nor its place. */
export interface GoneTag extends WhyHidden {
  id: string
  removedBy: 'decision'
}

export interface PublicTags {
  /** Image id → its tags. */
  of: Map<string, TagView[]>
  /** What a kept page with them depends on. */
  tags: string[]
}

function showWhat(tag: Tag, people: ReadonlyMap<string, Person>): TagView | undefined {
  const id = String(tag._id)
  if (tag.label !== undefined) return { id, label: tag.label, href: labelPath(tag.key ?? '') }
  // Who is missing has left, and is named no more.
  const person = people.get(String(tag.person))
  return person && { id, member: toMember(person), href: `/u/${person.username}` }
}

const toMember = ({ username, name }: Person): Member => ({ username, name })

const personsIn = (tags: readonly Tag[]) => tags.flatMap(({ person }) => (person ? [String(person)] : []))

/** Only what was accepted: the same for every reader. One query for tags, at most one for names. */
export async function publicTags(images: readonly Types.ObjectId[]): Promise<PublicTags> {
  const of = new Map<string, TagView[]>()
  if (images.length === 0) return { of, tags: [] }
  const found = await findTagsOn(images, ['accepted'])
  const persons = personsIn(found)
  const people = await findPeople(persons)
  for (const tag of found) {
    const view = showWhat(tag, people)
    const image = String(tag.image)
    if (view) of.set(image, [...(of.get(image) ?? []), view])
  }
  return { of, tags: persons.map((id) => `account:${id}`) }
}

/** A person's tag that waits is seen by whoever asked and whoever is asked, and by nobody else. */
function isSeenBy(viewer: Account | undefined, tag: Tag): boolean {
  if (tag.state === 'accepted') return true
  if (tag.state === 'hidden') return tag.hiddenFrom === 'others' && viewer?._id.equals(tag.tagger) === true
  return viewer !== undefined && (tag.tagger.equals(viewer._id) || tag.person?.equals(viewer._id) === true)
}

/** What stands in the place of one that a complaint took out of sight; before it was accepted nobody knew of it. */
function tombstone({ _id, hiddenBy, stateBefore }: Tag): GoneTag[] {
  if (!hiddenBy || stateBefore !== 'accepted') return []
  return [{ id: String(_id), removedBy: 'decision', ...whyHidden(hiddenBy) }]
}

/** The tags of one picture for one reader, what stands for those out of sight, and what a kept page with them depends on. */
export async function tagsFor(viewer: Account | undefined, image: StandingImage) {
  const all = await findTagsOn([image._id], ['accepted', 'pending', 'hidden'])
  const found = all.filter((tag) => isSeenBy(viewer, tag))
  const askers = found.flatMap(({ state, tagger }) => (state === 'pending' ? [String(tagger)] : []))
  const people = await findPeople([...personsIn(found), ...askers])
  return {
    tags: found.flatMap((tag) => placeTag(tag, { viewer, image, people }) ?? []),
    goneTags: all.filter((tag) => !isSeenBy(viewer, tag)).flatMap(tombstone),
    keep: personsIn(found).map((id) => `account:${id}`),
  }
}

interface Around {
  viewer: Account | undefined
  image: StandingImage
  people: ReadonlyMap<string, Person>
}

function placeTag(tag: Tag, { viewer, image, people }: Around): PlacedTag | undefined {
  const what = showWhat(tag, people)
  if (!what) return undefined
  const isAsked = tag.state === 'pending' && viewer !== undefined && tag.person?.equals(viewer._id) === true
  const by = isAsked ? people.get(String(tag.tagger)) : undefined
  return {
    ...what,
    words: 'label' in what ? what.label : what.member.name,
    box: tag.box ?? null,
    state: tag.state === 'refused' ? 'pending' : tag.state,
    ...(tag.state === 'hidden' && { hidden: whyHidden(tag.hiddenBy) }),
    ...(isAsked && { isMine: true as const }),
    ...(by && { by: toMember(by) }),
    ...(canRemoveTag(viewer, tag, image) && !isAsked && { canRemove: true as const }),
    ...(viewer?._id.equals(tag.tagger) && { isOwn: true as const }),
  }
}

/** One tag as JSON clients get it. */
export async function tagModel(tag: Tag) {
  const people = await findPeople(personsIn([tag]))
  return { ...showWhat(tag, people), box: tag.box ?? null, state: tag.state }
}

/** A box as it is drawn over the picture: in percent, so that words keep their shape. */
export function drawn(tags: readonly PlacedTag[]) {
  const percent = (value: number) => `${Number((value * 100).toFixed(2))}%`
  return tags.flatMap(({ id, words, box }) => {
    if (!box) return []
    const { x, y, w, h } = box
    const isRight = x + w / 2 > 0.5
    return [
      {
        id,
        words,
        x: percent(x),
        y: percent(y),
        w: percent(w),
        h: percent(h),
        // The words stand over the box, at the end where there is room for them.
        wordsX: percent(isRight ? x + w : x),
        wordsY: percent(y),
        anchor: isRight ? 'end' : 'start',
        shift: y < 0.08 ? 18 : -7,
        inset: isRight ? -5 : 5,
      },
    ]
  })
}
