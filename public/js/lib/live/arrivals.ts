/** New posts that wait below, or elsewhere, until they are wanted: nothing moves under somebody's eyes. */
export interface Arrivals {
  /** @param href where they are, if not on this page */
  show(count: number, href?: string): void
}

/** @param noun what has come: a post, a message @param within where they are offered */
export function offerArrivals(onWanted: () => void, noun = 'post', within = document.body): Arrivals {
  const place = document.createElement('div')
  place.className = 'live-new'
  place.setAttribute('role', 'status')
  within.append(place)
  place.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLButtonElement) onWanted()
  })
  return {
    show(count, href) {
      const words = count === 1 ? `1 new ${noun}` : `${count} new ${noun}s`
      if (count === 0) return place.replaceChildren()
      const known = place.querySelector<HTMLElement>('.button')
      if (known && !href) {
        known.textContent = words
        return
      }
      const made = document.createElement(href ? 'a' : 'button')
      if (made instanceof HTMLAnchorElement && href) made.href = href
      if (made instanceof HTMLButtonElement) made.type = 'button'
      made.className = 'button'
      made.textContent = words
      place.replaceChildren(made)
    },
  }
}
