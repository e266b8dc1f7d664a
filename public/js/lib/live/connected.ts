/** Milliseconds: a short cut is nobody's business. */
const PATIENCE = 8_000

let line: HTMLElement | undefined
let timer = 0
/** Who never was connected reads the page as it was loaded, and misses nothing that they were promised. */
let wasConnected = false

function show(words: string): void {
  if (!line) {
    line = document.createElement('p')
    line.className = 'live-line'
    line.setAttribute('role', 'status')
    document.body.append(line)
  }
  line.textContent = words
}

/** `cut`: by the site itself, for good: signed out elsewhere, or not allowed any more. */
export function sayConnected(state: 'yes' | 'no' | 'cut'): void {
  clearTimeout(timer)
  if (state === 'yes') {
    wasConnected = true
    line?.remove()
    line = undefined
  }
  if (!wasConnected) return
  if (state === 'cut') show('This page is not connected any more. Please load it again.')
  if (state === 'no')
    timer = setTimeout(show, PATIENCE, 'You are offline. What is new appears when you are back.')
}
