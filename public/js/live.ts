import { keepBell } from './lib/live/bell.ts'
import { keepChat } from './lib/live/chat.ts'
import { keepList } from './lib/live/list.ts'
import { keepRooms } from './lib/live/rooms.ts'
import { keepInbox, keepTalk } from './lib/live/talk.ts'
import { keepTopic } from './lib/live/topic.ts'

const kinds: Record<string, (element: HTMLElement) => void> = {
  topic: keepTopic,
  list: keepList,
  chat: keepChat,
  rooms: keepRooms,
  talk: keepTalk,
  support: (element) => (element.dataset.inbox ? keepInbox(element) : keepTalk(element)),
}

function begin(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-live]'))
    kinds[element.dataset.live?.split(':', 1)[0] ?? '']?.(element)
  if (document.querySelector('.bell')) keepBell()
}

/** Once somebody looks at the page, and it is all there: reading comes first. */
function beginWhenSeen(): void {
  if (document.hidden) document.addEventListener('visibilitychange', beginWhenSeen, { once: true })
  else begin()
}

if (document.readyState === 'complete') beginWhenSeen()
else addEventListener('load', beginWhenSeen, { once: true })
