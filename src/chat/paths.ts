type Named = { slug: string }

export function roomPath({ slug }: Named): string {
  return `/chat/${slug}`
}

export const directListPath = '/chat/direct'

/** Of a message in its room: the page around it. */
export function messagePath(room: Named, seq: number): string {
  return `${roomPath(room)}/${seq}#message-${seq}`
}

/** What somebody types in a room and has not sent is kept under. */
export function draftKey({ slug }: Named): string {
  return `chat:${slug}`
}

/** What somebody types as their first message to another and has not sent is kept under. */
export function firstDraftKey(other: { toString(): string }): string {
  return `direct:${other}`
}

/** Tag of `changed()` for all that is said in a room. */
export function roomTag({ slug }: Named): string {
  return `room:${slug}`
}
