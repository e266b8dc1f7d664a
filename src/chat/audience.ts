import { audienceWords, reactionAudience } from '../content/audience.ts'
import type { Room } from './room-record.ts'

type Place = Pick<Room, 'audience' | 'title' | 'talk'>

/** Who can read what is said there (N8). Of a room of two, as one of them sees it. */
export function sayAudience({ audience, title, talk }: Place): string {
  if (!talk) return audienceWords[audience]
  return `Only you and ${title}. A message that one of you reports is shown to the moderators.`
}

export function sayReactionAudience({ audience, talk }: Place): string {
  return talk ? 'Only the two of you can see how you reacted.' : reactionAudience[audience]
}
