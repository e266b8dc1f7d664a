let region: HTMLElement | undefined
let timer = 0

/** Says something that is good to know and safe to miss. */
export function say(words: string): void {
  if (!region) {
    region = document.createElement('p')
    region.className = 'toast'
    region.setAttribute('role', 'status')
    document.body.append(region)
  }
  const shown = region
  clearTimeout(timer)
  // A live region speaks when it changes after it came, not when it comes.
  setTimeout(() => {
    shown.textContent = words
  }, 50)
  timer = setTimeout(() => {
    shown.textContent = ''
  }, 3000)
}
