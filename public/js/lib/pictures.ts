import { ask } from './ask.ts'
import { type Uploaded, upload } from './upload.ts'

const most = 10
const kinds = /^image\/(jpeg|png|webp|avif|gif)$/

interface Tray {
  form: HTMLFormElement
  list: HTMLElement
  blank: HTMLTemplateElement
  nudge: HTMLElement
  /** Where one picture is sent, as part of the draft. */
  address: string
  isNudged: boolean
}

const waiting = (tray: Tray) => tray.list.querySelectorAll('[data-waiting]').length

function say(tray: Tray, words: string): void {
  tray.nudge.textContent = words
}

function fill(tray: Tray, image: Uploaded): HTMLElement {
  const item = (tray.blank.content.firstElementChild as HTMLElement).cloneNode(true) as HTMLElement
  item.dataset.thumb = image.id
  const picture = item.querySelector('img')
  if (picture) Object.assign(picture, { src: `${image.href}/320`, width: image.width, height: image.height })
  for (const part of item.querySelectorAll<HTMLElement>('[id], [for], [name], [value="blank"]'))
    for (const attribute of ['id', 'for', 'name', 'value'] as const) {
      const value = part.getAttribute(attribute)
      if (value?.endsWith('blank')) part.setAttribute(attribute, value.replace(/blank$/, image.id))
    }
  return item
}

function row(file: File): { item: HTMLElement; bar: HTMLProgressElement; stop: HTMLButtonElement } {
  const item = document.createElement('li')
  const bar = document.createElement('progress')
  const stop = document.createElement('button')
  item.className = 'composer-thumb composer-thumb-waiting'
  item.dataset.waiting = ''
  bar.setAttribute('aria-label', `Sending ${file.name}`)
  Object.assign(stop, { type: 'button', className: 'button-link', textContent: 'Stop' })
  item.append(file.name, bar, stop)
  return { item, bar, stop }
}

function fail(tray: Tray, item: HTMLElement, words: string): void {
  delete item.dataset.waiting
  const close = Object.assign(document.createElement('button'), {
    type: 'button',
    className: 'button-link',
    textContent: 'Close',
  })
  close.addEventListener('click', () => item.remove())
  item.replaceChildren(words, close)
  item.classList.add('error')
  say(tray, words)
}

function send(tray: Tray, file: File): void {
  const { item, bar, stop } = row(file)
  tray.list.append(item)
  const abort = upload(tray.address, file, {
    progress: (part) => {
      bar.value = part
    },
    done: (image) => {
      item.replaceWith(fill(tray, image))
      say(tray, `${file.name} is here.`)
      tray.form.dispatchEvent(new Event('input'))
    },
    failed: (words) => fail(tray, item, words),
  })
  stop.addEventListener('click', () => {
    abort()
    item.remove()
  })
}

function take(tray: Tray, files: Iterable<File>): void {
  for (const file of files) {
    if (!kinds.test(file.type)) say(tray, `“${file.name}” is not a picture that can be shown here.`)
    else if (tray.list.children.length >= most) say(tray, 'A post takes ten pictures.')
    else send(tray, file)
  }
}

function move(item: HTMLElement, step: -1 | 1, button: HTMLElement): void {
  const other = step < 0 ? item.previousElementSibling : item.nextElementSibling
  if (!other) return
  if (step < 0) other.before(item)
  else other.after(item)
  button.focus()
}

/** One of the draft is destroyed at once; one that hangs on the post goes when the post is saved. */
function remove(tray: Tray, item: HTMLElement): void {
  const next = (item.nextElementSibling ?? item.previousElementSibling)?.querySelector<HTMLElement>(
    '[data-remove]',
  )
  item.remove()
  ;(next ?? tray.form.querySelector<HTMLElement>('input[type="file"]'))?.focus()
  ask(`${tray.address}/${item.dataset.thumb}`, { method: 'DELETE' }).catch(() => undefined)
}

function press(tray: Tray, event: Event): void {
  const button = (event.target as Element).closest<HTMLElement>('button')
  const item = button?.closest<HTMLElement>('[data-thumb]')
  if (!button || !item) return
  if ('remove' in button.dataset) remove(tray, item)
  else if ('earlier' in button.dataset) move(item, -1, button)
  else if ('later' in button.dataset) move(item, 1, button)
}

/** Places are for browsers without scripts; here the order on the page counts. */
function number(tray: Tray): void {
  const places = tray.list.querySelectorAll<HTMLInputElement>('input[name^="place-"]')
  for (const [at, place] of places.entries()) place.value = String(at + 1)
}

function whyWait(tray: Tray): string | undefined {
  if (waiting(tray) > 0) return 'A picture is still on its way. Please send in a moment.'
  const alts = tray.list.querySelectorAll<HTMLInputElement>('input[name^="alt-"]')
  const empty = [...alts].find(({ value }) => value.trim() === '')
  if (!empty || tray.isNudged) return undefined
  tray.isNudged = true
  empty.focus()
  return 'Would you say what the picture shows? Then everybody can enjoy it. Send again to leave it empty.'
}

function check(tray: Tray, event: SubmitEvent): void {
  if (event.submitter?.hasAttribute('formaction')) return
  number(tray)
  const why = whyWait(tray)
  if (why === undefined) return
  event.preventDefault()
  say(tray, why)
}

const filesOf = (data: DataTransfer | null) => [...(data?.files ?? [])].filter(({ type }) => kinds.test(type))

/** Choose, paste or drag: each picture travels at once and waits with the draft. */
export function enablePictures(form: HTMLFormElement): void {
  const part = form.querySelector<HTMLElement>('[data-images]')
  const list = part?.querySelector<HTMLElement>('[data-thumbs]')
  const blank = part?.querySelector<HTMLTemplateElement>('[data-blank]')
  const nudge = part?.querySelector<HTMLElement>('[data-nudge]')
  const input = part?.querySelector<HTMLInputElement>('input[type="file"]')
  if (!part || !list || !blank || !nudge || !input || !form.dataset.draft) return
  const address = `/my/drafts/${encodeURIComponent(form.dataset.draft)}/images`
  const tray: Tray = { form, list, blank, nudge, address, isNudged: false }
  input.addEventListener('change', () => {
    take(tray, [...(input.files ?? [])])
    input.value = ''
  })
  list.addEventListener('click', (event) => press(tray, event))
  form.addEventListener('paste', (event) => {
    const files = filesOf(event.clipboardData)
    if (files.length === 0) return
    event.preventDefault()
    take(tray, files)
  })
  form.addEventListener('dragover', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    form.classList.add('composer-open')
  })
  for (const end of ['dragleave', 'drop'])
    form.addEventListener(end, () => form.classList.remove('composer-open'))
  form.addEventListener('drop', (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    take(tray, [...event.dataTransfer.files])
  })
  // Before the draft takes the form for sent.
  form.addEventListener('submit', (event) => check(tray, event), { capture: true })
}
