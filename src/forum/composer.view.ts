import type { Account } from '../auth/account.ts'
import { audienceWords } from '../content/audience.ts'
import { writeQuote } from '../content/markers.ts'
import { type Draft, findDraft } from '../drafts/draft.ts'
import { draftImages } from '../drafts/draft-images.ts'
import { imagesOf, showImages } from '../media/hung.ts'
import { type ImageView, type ShownImage, showImage } from '../media/image.view.ts'
import type { Board } from './board.ts'
import { type Post, Posts } from './post.ts'
import type { Reached } from './reach.ts'

/** The box that words are written in, as the partial `composer` wants it. */
export interface Composer {
  action: string
  method: 'POST' | 'PUT'
  value: string
  title?: string
  labels?: string
  titleField?: true
  audienceWords: string
  draftKey: string
  hasDraft: boolean
  submitLabel: string
  placeholder: string
  revision?: number
  /** The post that was chosen with "Quote". */
  replyTo?: number
  cancelHref?: string
  formId: string
  /** With the draft, or on the post that is edited. */
  images: ComposerImage[]
  takesImages: true
}

/** The draft wins over an empty box; a quote that was asked for joins it. */
export async function composerFor(
  actor: Account,
  { topic, board }: Reached,
  quote?: number,
): Promise<Composer> {
  const draftKey = `reply:${topic._id}`
  const draft = await findDraft(actor._id, draftKey)
  const quoted = quote === undefined ? '' : await quoteLine(topic._id, quote)
  return {
    action: `/t/${topic._id}/posts`,
    method: 'POST',
    value: [draft?.body, quoted].filter(Boolean).join('\n\n'),
    audienceWords: audienceWords[board.audience],
    draftKey,
    hasDraft: draft !== undefined,
    submitLabel: 'Reply',
    placeholder: 'Write a reply',
    formId: 'reply',
    takesImages: true,
    images: forComposer(await drafted(actor, draftKey, draft)),
    ...(quoted && quote && { replyTo: quote }),
  }
}

/** A picture beside its field for what it shows. */
interface ComposerImage {
  id: string
  src: string
  width: number
  height: number
  alt: string
  /** From 1. */
  place: number
  /** Its author does not see it either; leaving it out deletes it. */
  isHidden?: true
}

function forComposer(images: readonly ShownImage[]): ComposerImage[] {
  return images.map((image, at) => {
    const place = at + 1
    if ('removedBy' in image)
      return { id: image.id, src: '', width: 320, height: 240, alt: '', place, isHidden: true }
    const { id, href, width, height, alt } = image
    return { id, src: `${href}/320`, width, height, alt, place }
  })
}

async function drafted(actor: Account, key: string, draft: Draft | undefined): Promise<ImageView[]> {
  return draft ? (await draftImages(actor._id, key)).map(showImage) : []
}

/** For browsers without scripts: the whole post as a quote. */
async function quoteLine(topic: number, number: number): Promise<string> {
  const post = await Posts.findOne({ topic, number, removedAt: null }, 'revision').lean()
  return post ? `[quote ${writeQuote({ topic, post: number, revision: post.revision })}]\n\n` : ''
}

export async function topicComposer(actor: Account, board: Board): Promise<Composer> {
  const draftKey = `new:${board.slug}`
  const draft = await findDraft(actor._id, draftKey)
  return {
    action: `/c/${board.slug}/topics`,
    method: 'POST',
    value: draft?.body ?? '',
    title: draft?.title ?? '',
    labels: draft?.labels ?? '',
    titleField: true,
    audienceWords: audienceWords[board.audience],
    draftKey,
    hasDraft: draft !== undefined,
    submitLabel: 'Start the topic',
    placeholder: 'What would you like to talk about?',
    cancelHref: `/c/${board.slug}`,
    formId: 'new-topic',
    takesImages: true,
    images: forComposer(await drafted(actor, draftKey, draft)),
  }
}

export async function editComposer(actor: Account, post: Post, board: Board): Promise<Composer> {
  const id = String(post._id)
  const draft = await findDraft(actor._id, `edit:${id}`)
  return {
    action: `/posts/${id}`,
    method: 'PUT',
    value: draft?.body ?? post.source ?? '',
    audienceWords: audienceWords[board.audience],
    draftKey: `edit:${id}`,
    hasDraft: draft !== undefined,
    submitLabel: 'Save',
    placeholder: '',
    revision: post.revision,
    cancelHref: `/posts/${id}`,
    formId: 'edit',
    takesImages: true,
    images: forComposer([
      ...showImages(post, await imagesOf([post]), String(actor._id)),
      ...(await drafted(actor, `edit:${id}`, draft)),
    ]),
  }
}
