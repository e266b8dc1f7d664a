/** A part of the picture, in percent of its width and height. */
export interface Box {
  left: number
  top: number
  across: number
  down: number
}

const names = ['left', 'top', 'across', 'down'] as const

function fieldsOf(form: HTMLFormElement): [name: keyof Box, field: HTMLInputElement][] {
  return names.flatMap((name) => {
    const field = form.elements.namedItem(name)
    return field instanceof HTMLInputElement ? [[name, field] as [keyof Box, HTMLInputElement]] : []
  })
}

const tidy = (value: number) => Math.round(value * 10) / 10

/** The form keeps the box, so that it is sent, comes back with a fault, and can be typed. */
export function writeBox(form: HTMLFormElement, box: Box | undefined): void {
  for (const [name, field] of fieldsOf(form)) field.value = box ? String(tidy(box[name])) : ''
}

export function readBox(form: HTMLFormElement): Box | undefined {
  const box = { left: 0, top: 0, across: 0, down: 0 }
  for (const [name, field] of fieldsOf(form)) {
    if (field.value === '') return undefined
    box[name] = Number(field.value)
  }
  return box.across > 0 && box.down > 0 ? box : undefined
}

export function onTyped(form: HTMLFormElement, listener: () => void): void {
  for (const [, field] of fieldsOf(form)) field.addEventListener('input', listener)
}

const within = (value: number, most: number) => Math.min(Math.max(value, 0), most)

export function boxBetween(a: { x: number; y: number }, b: { x: number; y: number }): Box {
  const [left, top] = [within(Math.min(a.x, b.x), 100), within(Math.min(a.y, b.y), 100)]
  return {
    left,
    top,
    across: within(Math.max(a.x, b.x), 100) - left,
    down: within(Math.max(a.y, b.y), 100) - top,
  }
}

const SMALLEST = 2

/** Moved by so much, or resized, and still inside the picture. */
export function pushBox(box: Box, [x, y]: readonly [number, number], isResized: boolean): Box {
  if (isResized)
    return {
      ...box,
      across: Math.max(SMALLEST, within(box.across + x, 100 - box.left)),
      down: Math.max(SMALLEST, within(box.down + y, 100 - box.top)),
    }
  return { ...box, left: within(box.left + x, 100 - box.across), top: within(box.top + y, 100 - box.down) }
}

export function inWords(box: Box): string {
  const { left, top, across, down } = box
  const [l, t, a, d] = [left, top, across, down].map(Math.round)
  return `${l}% from the left, ${t}% from the top, ${a}% wide, ${d}% high.`
}
