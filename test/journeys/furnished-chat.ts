import type { Account } from '../../src/auth/account.ts'
import { blockPerson } from '../../src/chat/blocking.ts'
import { editMessage } from '../../src/chat/editing.ts'
import { reachRoom } from '../../src/chat/reach.ts'
import { react } from '../../src/chat/reacting.ts'
import { removeMessage } from '../../src/chat/removal.ts'
import { addMessage } from '../../src/chat/saying.ts'
import { makeAccount } from '../support/accounts.ts'
import { makeMessage, makeRoom } from '../support/chat.ts'
import { makeAsking, makeTalk } from '../support/direct.ts'
import { inFile, makeJpeg } from '../support/pictures.ts'

/** One talks with the other, was asked, waits, and blocked somebody. */
async function furnishDirect(one: Account, other: Account) {
  const { room } = await makeTalk({ one, other, body: 'Do you still have the lime putty?' })
  await addMessage(other, await reachRoom(other, room.slug), { body: 'Yes, a **bucket** of it.' })
  const asked = await makeAsking({ other: one, body: 'I saw your wall. May I ask you something?' })
  const waiting = await makeAsking({ one })
  const blocked = await makeTalk({ other: one })
  await blockPerson(one, blocked.one.username)
  return {
    'direct-talk': `/chat/${room.slug}`,
    'direct-asked': asked.path,
    'direct-waiting': waiting.path,
    'direct-blocked': blocked.path,
    'direct-write': `/u/${(await makeAccount()).username}/message`,
  }
}

/** A room where two have talked: lists, answers, a picture, a reaction, something taken back. @returns its pages by a short name */
export async function furnishChat(one: Account, other: Account) {
  const room = await makeRoom({ title: 'Tea break', slug: 'tea-break', description: 'Between the rows.' })
  const empty = await makeRoom({ title: 'Empty', slug: 'empty-room', audience: 'members' })
  const say = (author: Account, body: string, more = {}) => makeMessage({ room, author, body, ...more })
  await say(other, 'Has anybody kept lime putty over winter? See https://example.org/lime')
  const mine = await say(one, 'Yes, in a **bucket** with:\n\n- a lid\n- water on top')
  await say(one, 'And in the shade, @tomek.')
  const answer = await say(other, 'Thank you!', { replyTo: mine.message.seq })
  await react(one, answer.id, 'thanks')
  const long = `https://example.org/a-bucket-with-a-lid/${'long'.repeat(20)}`
  await editMessage(one, mine.id, { body: `Yes, in a **bucket** with a lid: ${long}` })
  const gone = await say(other, 'oops')
  await removeMessage(other, gone.id)
  await say(other, '', { pictures: { files: [inFile(await makeJpeg())], alts: ['A bucket'], leftOut: 0 } })
  const shared = {
    'chat-room': '/chat/tea-break',
    'chat-message': '/chat/tea-break/4',
    'chat-search': '/chat/tea-break/search?q=lime',
    'chat-search-empty': '/chat/tea-break/search?q=nothing',
    'chat-reactions': `${answer.about}/reactions`,
    'chat-versions': `${mine.about}/versions`,
    'report-message': `/report?about=${answer.about}`,
  }
  return {
    forGuests: { ...shared, 'chat-list': '/chat' },
    forMembers: {
      ...shared,
      'chat-list': '/chat',
      ...(await furnishDirect(one, other)),
      'chat-direct-list': '/chat/direct',
      'chat-empty': `/chat/${empty.slug}`,
      'chat-answer': '/chat/tea-break?reply=2',
      'chat-edit': `${mine.about}/edit`,
      'chat-delete': `${mine.about}/delete`,
    },
  }
}
