import type { Types } from 'mongoose'
import { whyHidden } from '../auth/hiding.ts'
import { findPeople, shownPerson } from '../auth/people.ts'
import { reactionAudience } from '../content/audience.ts'
import { listReactors } from '../reactions/reaction.ts'
import { cutPage } from './cursor.ts'
import { postPath, topicPath } from './paths.ts'
import { type Actor, isAuthor } from './policy.ts'
import { reachPost } from './reach.ts'
import { countsOf } from './reacting.ts'

const PAGE = 50

/** Who reacted how, the latest first, for everybody who may read the post (N8). @throws NotFound, Gone */
export async function showReactions(actor: Actor, id: string, before: Types.ObjectId | undefined) {
  const { post, topic, board } = await reachPost(actor, id)
  const hidden = post.reactionsHidden
  const isShown = !hidden || (hidden.from === 'others' && isAuthor(actor, post))
  const [counts, found] = await Promise.all([
    countsOf(post),
    isShown ? listReactors({ kind: 'post', id }, before, PAGE) : [],
  ])
  const list = cutPage(found, PAGE, (last) => String(last._id))
  const people = await findPeople(list.items.map(({ account }) => String(account)))
  const address = `/posts/${id}/reactions`
  return {
    tags: [
      'boards',
      `post:${id}`,
      `topic:${topic._id}`,
      `topic-facts:${topic._id}`,
      ...list.items.map(({ account }) => `account:${account}`),
    ],
    model: {
      post: { id, number: post.number, href: postPath(topic, post.number) },
      topic: { id: String(topic._id), title: topic.title, href: topicPath(topic) },
      counts,
      ...(hidden && { hidden: whyHidden(hidden.by), isOutOfSight: !isShown }),
      audienceWords: reactionAudience[board.audience],
      reactions: list.items.flatMap(({ account, kind }) => {
        const person = shownPerson(people.get(String(account)))
        return person ? [{ account: person, kind }] : []
      }),
      next: list.next && `${address}?before=${list.next}`,
      previous: before && address,
    },
  }
}
