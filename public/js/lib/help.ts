const keys = [
  ['j', 'next post, topic or case'],
  ['k', 'the one before'],
  ['o', 'open the chosen topic or case'],
  ['/', 'search'],
  ['c', 'new topic'],
  ['r', 'reply'],
  ['q', 'quote what is selected'],
  ['e', 'edit the chosen post, if it is yours'],
  ['f', 'in the review: to “Take the next case”'],
  ['d', 'in a case: to the decision'],
  ['Ctrl Enter', 'send what you wrote'],
  ['Enter', 'in a chat: send; with Shift: a new line'],
  ['↑', 'in an empty chat box: change what you said last'],
  ['?', 'this list'],
] as const

function element(name: string, text = '', className = ''): HTMLElement {
  const made = document.createElement(name)
  made.textContent = text
  if (className) made.className = className
  return made
}

function listKeys(): HTMLElement {
  const list = element('dl', '', 'facts')
  for (const [key, words] of keys) {
    const term = element('dt')
    term.append(element('kbd', key))
    list.append(term, element('dd', words))
  }
  return list
}

/** @param switchOff called when the reader wants no shortcuts on this page */
export function openHelp(switchOff: () => void): void {
  const dialog = document.createElement('dialog')
  dialog.className = 'help'
  const title = element('h2', 'Keyboard')
  title.id = 'help-title'
  dialog.setAttribute('aria-labelledby', title.id)
  const buttons = element('div', '', 'cluster')
  const close = element('button', 'Close', 'button')
  const off = element('button', 'Switch off on this page', 'button button-quiet')
  close.addEventListener('click', () => dialog.close())
  off.addEventListener('click', () => {
    switchOff()
    dialog.close()
  })
  const settings = element('a', 'Switch off for good', 'button button-quiet')
  settings.setAttribute('href', '/my/keys')
  buttons.append(close, off, settings)
  dialog.append(title, listKeys(), buttons)
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
  close.focus()
}
