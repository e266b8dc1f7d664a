import { placeOf } from './caret.ts'

export interface Person {
  username: string
  name: string
}

function optionFor({ username, name }: Person, id: string): HTMLElement {
  const option = document.createElement('li')
  option.id = id
  option.setAttribute('role', 'option')
  const shown = document.createElement('strong')
  shown.textContent = name
  option.append(shown, ` @${username}`)
  return option
}

/** Pixels to the box, where the list has no room below it. */
const GAP = 8

/** The list of people under the line that is written. The focus stays in the text, as long as there is something to choose. */
export class PeopleList {
  readonly #box: HTMLTextAreaElement
  readonly #list = document.createElement('ul')
  #people: Person[] = []
  #active = 0

  constructor(box: HTMLTextAreaElement, take: (person: Person) => void) {
    this.#box = box
    this.#list.className = 'people-list'
    this.#list.id = `${box.id}-people`
    this.#list.hidden = true
    this.#list.setAttribute('role', 'listbox')
    this.#list.setAttribute('aria-label', 'People')
    box.after(this.#list)
    box.setAttribute('aria-autocomplete', 'list')
    // Pressing must not take the focus out of the text.
    this.#list.addEventListener('pointerdown', (event) => event.preventDefault())
    this.#list.addEventListener('click', (event) => {
      const option = (event.target as Element).closest('[role="option"]')
      const person = this.#people[[...this.#list.children].indexOf(option as Element)]
      if (person) take(person)
    })
  }

  get isOpen(): boolean {
    return !this.#list.hidden
  }

  get chosen(): Person | undefined {
    return this.#people[this.#active]
  }

  /** @param at where the name begins in the text */
  open(people: Person[], at: number): void {
    this.#people = people
    this.#list.replaceChildren(...people.map((person, n) => optionFor(person, `${this.#list.id}-${n}`)))
    this.#list.hidden = false
    this.#box.setAttribute('aria-controls', this.#list.id)
    const { left, bottom } = placeOf(this.#box, at)
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight } = this.#box
    const furthest = offsetLeft + offsetWidth - this.#list.offsetWidth
    this.#list.style.left = `${Math.max(offsetLeft, Math.min(offsetLeft + left, furthest))}px`
    const isTight = this.#box.getBoundingClientRect().bottom + this.#list.offsetHeight > innerHeight
    const below = offsetTop + Math.min(Math.max(bottom, 0), offsetHeight)
    this.#list.style.top = `${isTight ? offsetTop - this.#list.offsetHeight - GAP : below}px`
    this.#choose(0)
  }

  close(): void {
    if (!this.isOpen) return
    this.#list.hidden = true
    this.#people = []
    this.#box.removeAttribute('aria-activedescendant')
    this.#box.removeAttribute('aria-controls')
  }

  move(step: number): void {
    const count = this.#people.length
    this.#choose((this.#active + step + count) % count)
  }

  #choose(place: number): void {
    this.#active = place
    for (const [n, option] of [...this.#list.children].entries())
      option.setAttribute('aria-selected', String(n === place))
    const option = this.#list.children[place]
    if (!option) return
    option.scrollIntoView({ block: 'nearest' })
    this.#box.setAttribute('aria-activedescendant', option.id)
  }
}
