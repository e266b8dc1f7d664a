import type { ToPage } from '../../../../src/live/spoken.ts'
import { enterRoom, onNews } from './connection.ts'
import { elementOf } from './html.ts'

type Bell = Parameters<ToPage['bell']>[0]

function ring({ html }: Bell): void {
  const old = document.querySelector('.bell')
  const fresh = elementOf(html)
  if (!old || !fresh || old.textContent === fresh.textContent) return
  const hadFocus = old === document.activeElement
  old.replaceWith(fresh)
  if (hadFocus) fresh.focus()
}

/** The number in the header is always the newest. */
export function keepBell(): void {
  onNews('bell', ring)
  enterRoom('bell', { since: () => null, catchUp: (missed) => missed && ring(missed as Bell) })
}
