import type { Account } from '../auth/account.ts'
import { findPeople, shownPerson } from '../auth/people.ts'
import type { KnownTopic } from '../forum/known-topics.ts'
import type { Tag } from '../media/tag.ts'
import { listReactors, type ReactionKind } from '../reactions/reaction.ts'

/** Hidden by a case, they are still what the case is about: the neutral ones in their place are nobody's. */
export function topicWords({
  title,
  labels,
  hidden,
}: Pick<KnownTopic, 'title' | 'labels' | 'hidden'>): string {
  const named = hidden?.title === undefined ? labels : hidden.labels
  return [hidden?.title ?? title, ...(named ?? []).map(({ words }) => words)].join('\n')
}

/** The same, and the face. */
export function profileWords({ username, name, bio, avatar, hidden, hiddenFace }: Account) {
  const face = avatar ?? hiddenFace
  return {
    words: [username, hidden?.name ?? name, hidden?.bio ?? bio].join('\n'),
    images: face ? [String(face)] : [],
  }
}

/**
 * What it says, and of whom: a user name stays the same for ever, while "a member" would be nobody once the tag is gone. Before
 * the person agreed two people alone knew of it, so the two are not the same to judge.
 */
export async function tagWords({ label, person, state, stateBefore }: Tag): Promise<string> {
  if (label !== undefined) return label
  const tagged = person && (await findPeople([String(person)])).get(String(person))
  const name = tagged ? `@${tagged.username}` : 'the name of a member'
  return (stateBefore ?? state) === 'pending' ? `${name}, who has not agreed to it` : name
}

const MOST_REACTIONS = 2000
const said: Record<ReactionKind, string> = { agree: 'agrees', disagree: 'disagrees', thanks: 'says thanks' }

/** Who reacted how, a line for each, the latest first. */
export async function reactionWords(id: string): Promise<string> {
  const found = await listReactors({ kind: 'post', id }, undefined, MOST_REACTIONS)
  const people = await findPeople(found.map(({ account }) => String(account)))
  const lines = found.slice(0, MOST_REACTIONS).flatMap(({ account, kind }) => {
    const person = shownPerson(people.get(String(account)))
    return person ? [`@${person.username} ${said[kind]}`] : []
  })
  return [...lines, ...(found.length > MOST_REACTIONS ? ['and more'] : [])].join('\n')
}
