let region: HTMLElement | undefined

/** For those who do not see what has moved. */
export function announce(words: string): void {
  if (!region) {
    region = document.createElement('p')
    region.className = 'visually-hidden'
    region.setAttribute('role', 'status')
    document.body.append(region)
  }
  const spoken = region
  setTimeout(() => {
    spoken.textContent = words
  }, 50)
}
