import { ask } from './ask.ts'
import { atNameBefore } from './at-name.ts'
import { replaceText } from './insert.ts'
import { PeopleList, type Person } from './people-list.ts'

const pause = 150

function makeStatus(box: HTMLElement): HTMLElement {
  const status = document.createElement('p')
  status.className = 'visually-hidden'
  status.setAttribute('role', 'status')
  box.after(status)
  return status
}

async function findPeople(query: string): Promise<Person[]> {
  const answer = (await ask(`/people?q=${encodeURIComponent(query)}`, {})) as { people: Person[] }
  // Whoever has typed the whole name needs no help with it.
  const isDone =
    answer.people.length === 1 && answer.people[0]?.username.toLowerCase() === query.toLowerCase()
  return isDone ? [] : answer.people
}

/** After `@` and a letter people are offered: arrows choose, Enter and Tab take, Escape closes, and so does going on. */
export function completeNames(box: HTMLTextAreaElement): void {
  const status = makeStatus(box)
  let timer = 0
  let asked = ''

  const typed = () =>
    box.selectionStart === box.selectionEnd ? atNameBefore(box.value, box.selectionEnd) : undefined

  const take = ({ username }: Person) => {
    const name = typed()
    close()
    if (!name) return
    const rest = /^\s/.test(box.value.slice(box.selectionEnd)) ? '' : ' '
    replaceText(box, name.from, box.selectionEnd, `@${username}${rest}`)
  }
  const list = new PeopleList(box, take)

  function close(): void {
    clearTimeout(timer)
    asked = ''
    status.textContent = ''
    list.close()
  }

  const offer = async (query: string) => {
    asked = query
    const people = await findPeople(query).catch(() => [])
    const name = typed()
    // Typed on, or gone elsewhere, while the answer was on its way.
    if (asked !== query || name?.query !== query || document.activeElement !== box) return
    if (people.length === 0) return close()
    list.open(people, name.from)
    status.textContent = `${people.length === 1 ? 'One person' : `${people.length} people`}. Arrows choose, Enter takes.`
  }

  box.addEventListener('input', (event) => {
    const name = (event as InputEvent).isComposing ? undefined : typed()
    if (!name) return close()
    clearTimeout(timer)
    timer = setTimeout(offer, pause, name.query)
  })
  box.addEventListener('blur', close)
  box.addEventListener('click', close)
  box.addEventListener('keydown', (event) => {
    if (!list.isOpen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const isTaking = (event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey
    if (['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) return close()
    if (step === undefined && !isTaking && event.key !== 'Escape') return
    event.preventDefault()
    if (step !== undefined) list.move(step)
    else if (isTaking && list.chosen) take(list.chosen)
    else close()
  })
}
