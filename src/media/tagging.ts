import type { Types } from 'mongoose'
import type { Account } from '../auth/account.ts'
import { findAccount, loadAccount } from '../auth/account.ts'
import { isConfirmed, whyNotPost } from '../auth/policy.ts'
import { labelKey } from '../content/label.ts'
import { Conflict, Forbidden, Invalid, NotFound } from '../errors.ts'
import { loadImage, type StandingImage, standing } from './image.ts'
import { isOwner, type Reached, reachPlace } from './places.ts'
import { reachImage } from './reach.ts'
import { acceptTag, deleteTag, insertTag, isShown, loadTag, MOST_TAGS, sayTagged, type Tag } from './tag.ts'
import { type Box, boxKey } from './tag-box.ts'
import { tellOfTag } from './tag-news.ts'
import { takeAway } from './tag-removal.ts'

/** A picture that the actor has reached. */
export interface Place {
  image: StandingImage
  reached: Reached
}

export interface WantedTag {
  label?: string | undefined
  /** User name. */
  member?: string | undefined
  box?: Box | undefined
}

const full = `This picture has ${MOST_TAGS} tags already; no more fit on it.`

/**
 * Says what is to be seen in a picture. A person who is not the actor is asked first.
 * @returns the tag, or the one that says the same already
 * @throws Invalid, Forbidden, Conflict
 */
export async function addTag(actor: Account, place: Place, { label, member, box }: WantedTag) {
  if ((label === undefined) === (member === undefined))
    throw new Invalid({ label: 'Please name either a subject or a member.' })
  const person = member === undefined ? undefined : await findMember(member)
  const subject = label === undefined ? undefined : subjectOf(label)
  assertMayTag(actor, place)
  const base = { image: place.image._id, tagger: actor._id, ...(box && { box }) }
  if (subject)
    return keepTag({
      ...base,
      ...subject,
      kind: 'label',
      state: 'accepted',
      twin: `label ${subject.key} ${boxKey(box)}`,
    })
  if (!person) throw new Error('A tag names neither a subject nor a person.')
  const isSelf = person._id.equals(actor._id)
  if (!isSelf) await assertMayAsk(person, place.image)
  const made = await keepTag({
    ...base,
    kind: 'person',
    person: person._id,
    state: isSelf ? 'accepted' : 'pending',
    twin: `person ${person._id} ${actor._id}`,
  })
  if (!isSelf && (await loadAccount(String(person._id)))?.taggable === 'nobody') {
    // They said so while the tag was being written.
    await deleteTag(made.tag)
    throw unwanted(person)
  }
  if (made.isNew && !isSelf) await tellOfTag(made.tag)
  return made
}

function subjectOf(label: string): { label: string; key: string } {
  const key = labelKey(label)
  if (key === '') throw new Invalid({ label: 'Please use at least one letter or digit.' })
  return { label, key }
}

/** Nobody under 18 is told of before a parent agrees (N26), and nobody who has not confirmed: for others they are not there. */
async function findMember(username: string): Promise<Account> {
  const account = await findAccount(username.replace(/^@/, ''))
  if (!account || !isConfirmed(account) || account.state === 'awaiting-guardian')
    throw new Invalid({ member: 'There is nobody of this user name here. Please check the spelling.' })
  return account
}

export function whyNotTag(
  actor: Account | undefined,
  { reached }: Pick<Place, 'reached'>,
): string | undefined {
  if (!actor) return 'Join or sign in to tag pictures.'
  return reached.whyClosed ?? whyNotPost(actor)
}

function assertMayTag(actor: Account, place: Place): void {
  const why = whyNotTag(actor, place)
  if (why) throw new Forbidden(why)
}

const unwanted = ({ name }: Account) =>
  new Invalid({
    member: `${name} prefers not to be tagged in pictures. You can tag what else is to be seen.`,
  })

async function assertMayAsk(person: Account, image: StandingImage): Promise<void> {
  if (person.taggable === 'nobody') throw unwanted(person)
  try {
    await reachPlace(person, image)
  } catch (error) {
    if (!(error instanceof NotFound)) throw error
    throw new Invalid({ member: `${person.name} cannot see this picture, so we cannot ask about a tag.` })
  }
  if (await isShown({ image: image._id, person: person._id }))
    throw new Conflict(`${person.name} is tagged in this picture already.`)
}

async function keepTag(fields: Parameters<typeof insertTag>[0]) {
  const made = await insertTag(fields)
  if (!made) throw new Invalid({ '': full })
  if (made.tag.state === 'refused')
    throw new Forbidden('This tag was not wanted on this picture, so we do not ask about it again.')
  if (made.tag.state === 'hidden') throw new Forbidden('This tag is hidden because of a complaint.')
  // The picture may have gone while the tag was being written; what hangs on it goes with it.
  if (!standing(await loadImage(String(fields.image)))) {
    await deleteTag(made.tag)
    await reachImage(undefined, String(fields.image))
  }
  if (made.isNew) await sayTagged(made.tag)
  return made
}

const isMine = (actor: Account, id: Types.ObjectId | undefined) => id?.equals(actor._id) === true

/** The tagger and the person tagged know of it, whatever became of the board; others as far as they see the picture. */
async function reachTag(actor: Account, image: string, id: string): Promise<Tag> {
  const tag = await loadTag(image, id)
  if (tag && (isMine(actor, tag.tagger) || isMine(actor, tag.person))) return tag
  await reachImage(actor, image)
  if (tag?.state !== 'accepted') throw new NotFound('This tag is not there, or not any more.')
  return tag
}

/**
 * By the person tagged, as often as they like with the same answer.
 * @throws NotFound, Forbidden for everybody else, Conflict where it was answered otherwise
 */
export async function answerTag(actor: Account, image: string, id: string, answer: 'accept' | 'refuse') {
  const tag = await reachTag(actor, image, id)
  if (!isMine(actor, tag.person)) throw new Forbidden('Only the person who was asked can answer.')
  const isDone = answer === 'accept' ? await accept(tag) : await takeAway(tag, unwantedTag)
  if (!isDone) throw new Conflict('This tag is not there any more.')
  await sayTagged(tag)
  return { ...tag, state: answer === 'accept' ? ('accepted' as const) : ('refused' as const) }
}

const unwantedTag = { isUnwanted: true, isByAuthor: false }

async function accept(tag: Tag): Promise<boolean> {
  return tag.state === 'accepted' || acceptTag(tag)
}

type Removable = Pick<Tag, 'tagger' | 'person'>

/** Nobody on the staff: they need a decision (N9). */
export function canRemoveTag(
  actor: Account | undefined,
  tag: Removable,
  image: Pick<StandingImage, 'owner'>,
) {
  if (!actor) return false
  return isMine(actor, tag.tagger) || isMine(actor, tag.person) || isOwner(actor, image)
}

/** By its maker, the person tagged, or whoever shows the picture. @throws NotFound, Gone, Forbidden */
export async function removeTag(actor: Account, image: string, id: string): Promise<Tag> {
  const tag = await reachTag(actor, image, id)
  const found = standing(await loadImage(image))
  if (!found || !canRemoveTag(actor, tag, found))
    throw new Forbidden(
      'A tag is removed by whoever set it, the person tagged, or the person who shows the picture.',
    )
  const isUnwanted = isMine(actor, tag.person) && !isMine(actor, tag.tagger)
  await takeAway(tag, { isUnwanted, isByAuthor: isMine(actor, tag.tagger) })
  return tag
}
