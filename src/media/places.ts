import type { Account } from '../auth/account.ts'
import { NotFound } from '../errors.ts'
import type { Place, StandingImage } from './image.ts'

/** What a page about an image tells of where it hangs. */
export interface Reached {
  /** May everybody read it, so that caches on the way may keep it for a while? */
  isPublic: boolean
  /** "Anyone on the internet can read this." */
  audienceWords: string
  /** Where it can be seen in its place. */
  href: string
  title: string
  /** Why nothing new is added to the picture, in a sentence; absent where it may be. */
  whyClosed?: string | undefined
  /** Tags of `changed()` for what is told here. */
  tags: string[]
}

type Reach = (actor: Account | undefined, image: StandingImage) => Promise<Reached>

const reaches = new Map<Place['kind'], Reach>()

/**
 * Who may see an image is known where it hangs; that room says it here.
 * @param reach throws NotFound for whoever may not, Gone where the thing went
 */
export function onReach(kind: Place['kind'], reach: Reach): void {
  reaches.set(kind, reach)
}

type Describe = (image: StandingImage, save: () => Promise<void>) => Promise<void>

const describings = new Map<Place['kind'], Describe>()

/** What a picture shows belongs to what hangs there: that room says what follows when its owner says it otherwise. */
export function onDescribe(kind: Place['kind'], describe: Describe): void {
  describings.set(kind, describe)
}

/** @throws Forbidden where the picture cannot be described otherwise now */
export async function describe(image: StandingImage, save: () => Promise<void>): Promise<void> {
  const around = describings.get(image.place.kind)
  return around ? around(image, save) : save()
}

type TakeBack = (owner: Account, image: StandingImage) => Promise<unknown>

const takingBack = new Map<Place['kind'], TakeBack>()

/**
 * One's own pictures can be taken back also where one cannot look any more: that room says here whether this one can.
 * @param reach throws NotFound, Gone where it cannot
 */
export function onTakeBack(kind: Place['kind'], reach: TakeBack): void {
  takingBack.set(kind, reach)
}

/** @throws NotFound, Gone */
export async function reachBack(owner: Account, image: StandingImage): Promise<void> {
  const reach = takingBack.get(image.place.kind)
  if (!reach) throw new NotFound()
  await reach(owner, image)
}

/** @throws NotFound, Gone */
export async function reachPlace(actor: Account | undefined, image: StandingImage): Promise<Reached> {
  const reach = reaches.get(image.place.kind)
  if (!reach) throw new NotFound()
  return reach(actor, image)
}

export function isOwner(actor: Account | undefined, image: Pick<StandingImage, 'owner'>): boolean {
  return actor !== undefined && image.owner.equals(actor._id)
}

/** Its owner, unless it is hidden from them, too. @param reader account id */
export function canSeeHidden(
  reader: string | undefined,
  { owner, hiddenFrom }: Pick<StandingImage, 'owner' | 'hiddenFrom'>,
): boolean {
  return reader !== undefined && hiddenFrom === 'others' && String(owner) === reader
}

onReach('draft', async (actor, image) => {
  if (!isOwner(actor, image)) throw new NotFound()
  return {
    isPublic: false,
    audienceWords: 'Only you can see this.',
    href: '/',
    title: 'a draft of yours',
    whyClosed: 'A picture can be tagged once it is posted.',
    tags: [],
  }
})

onReach('avatar', async () => ({
  isPublic: true,
  audienceWords: 'Anyone on the internet can see this.',
  href: '/',
  title: 'a face',
  whyClosed: 'Faces are not tagged.',
  tags: [],
}))
