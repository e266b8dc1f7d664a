import { type Box, boxBetween, inWords, onTyped, pushBox, readBox, writeBox } from './box-fields.ts'

const middle: Box = { left: 35, top: 35, across: 30, down: 30 }
const steps: Record<string, readonly [number, number]> = {
  ArrowLeft: [-2, 0],
  ArrowRight: [2, 0],
  ArrowUp: [0, -2],
  ArrowDown: [0, 2],
}
/** In percent; a click is no box. */
const LEAST = 1.5

const svg = 'http://www.w3.org/2000/svg'

/** A dashed box over the picture. */
function makeOutline(picture: HTMLElement): (box: Box | undefined) => void {
  const layer = document.createElementNS(svg, 'svg')
  layer.setAttribute('class', 'drawing')
  layer.setAttribute('width', '100%')
  layer.setAttribute('height', '100%')
  layer.setAttribute('aria-hidden', 'true')
  const rect = document.createElementNS(svg, 'rect')
  picture.append(layer)
  return (box) => {
    if (!box) return rect.remove()
    const places = { x: box.left, y: box.top, width: box.across, height: box.down }
    for (const [name, value] of Object.entries(places)) rect.setAttribute(name, `${value}%`)
    layer.append(rect)
  }
}

/** What takes the pointer and the keys. */
function makePad(picture: HTMLElement): HTMLElement {
  const pad = document.createElement('div')
  pad.className = 'pad'
  pad.tabIndex = -1
  pad.setAttribute('role', 'application')
  pad.setAttribute(
    'aria-label',
    'The place of the tag. Arrow keys move the box, Shift and arrow keys resize it, Enter sets it, Escape lets it go.',
  )
  picture.append(pad)
  return pad
}

/** Draws the box of a new tag: with a mouse at any time, with a finger or the keyboard after “Draw a box”. */
export function enableDrawing(): void {
  const picture = document.querySelector<HTMLElement>('.tagged')
  const form = document.querySelector<HTMLFormElement>('form[data-tag-form]')
  const panel = document.querySelector<HTMLDetailsElement>('[data-tag-panel]')
  const part = (name: string) => form?.querySelector<HTMLElement>(`[data-draw${name}]`)
  const [tools, start, clear, status] = [part(''), part('-start'), part('-clear'), part('-status')]
  if (!picture || !form || !panel || !tools || !start || !clear || !status) return
  const whole = status.textContent
  const outline = makeOutline(picture)
  const pad = makePad(picture)
  tools.hidden = false
  let before: Box | undefined

  const show = (box: Box | undefined) => {
    outline(box)
    clear.hidden = !box
    status.textContent = box ? `The box is ${inWords(box)}` : whole
  }
  const set = (box: Box | undefined) => {
    writeBox(form, box)
    show(box)
  }
  const end = (focus: HTMLElement | null) => {
    pad.removeAttribute('data-drawing')
    pad.tabIndex = -1
    panel.open = true
    focus?.focus()
  }
  const name = () => form.querySelector<HTMLElement>('[name="label"]')

  start.addEventListener('click', () => {
    before = readBox(form)
    set(before ?? middle)
    pad.toggleAttribute('data-drawing', true)
    pad.tabIndex = 0
    status.textContent = 'Drag over the picture. Or use the arrow keys, with Shift to resize, and Enter.'
    pad.focus()
    picture.scrollIntoView({ block: 'nearest' })
  })
  clear.addEventListener('click', () => {
    set(undefined)
    start.focus()
  })
  pad.addEventListener('keydown', (event) => {
    const step = steps[event.key]
    if (step) set(pushBox(readBox(form) ?? middle, step, event.shiftKey))
    else if (event.key === 'Enter') end(name())
    else if (event.key === 'Escape') {
      set(before)
      end(start)
    } else return
    event.preventDefault()
  })
  onTyped(form, () => show(readBox(form)))
  followPointer(pad, { set, old: () => readBox(form), done: () => end(name()) })
  show(readBox(form))
}

interface Drawing {
  set(box: Box | undefined): void
  old(): Box | undefined
  done(): void
}

function followPointer(pad: HTMLElement, { set, old, done }: Drawing): void {
  let from: { x: number; y: number } | undefined
  let kept: Box | undefined
  const placeOf = (event: PointerEvent) => {
    const { left, top, width, height } = pad.getBoundingClientRect()
    return { x: ((event.clientX - left) / width) * 100, y: ((event.clientY - top) / height) * 100 }
  }
  pad.addEventListener('pointerdown', (event) => {
    // A finger scrolls, unless it was asked to draw.
    if (event.button !== 0 || (event.pointerType === 'touch' && !pad.hasAttribute('data-drawing'))) return
    from = placeOf(event)
    kept = old()
    pad.setPointerCapture(event.pointerId)
    event.preventDefault()
  })
  pad.addEventListener('pointermove', (event) => {
    if (from) set(boxBetween(from, placeOf(event)))
  })
  pad.addEventListener('pointerup', (event) => {
    if (!from) return
    const box = boxBetween(from, placeOf(event))
    from = undefined
    if (box.across < LEAST || box.down < LEAST) return set(kept)
    set(box)
    done()
  })
  pad.addEventListener('pointercancel', () => {
    if (from) set(kept)
    from = undefined
  })
}
