const copied = [
  'box-sizing',
  'padding-top',
  'padding-right',
  'padding-bottom',
  'padding-left',
  'border-top-width',
  'border-right-width',
  'border-bottom-width',
  'border-left-width',
  'font-family',
  'font-size',
  'font-style',
  'font-weight',
  'letter-spacing',
  'line-height',
  'tab-size',
  'text-indent',
]

/**
 * Where a character of the text stands, from the corner of its box. Browsers do not tell, so the text is laid out once
 * more in a copy of the box.
 * @returns pixels; `bottom` is the lower edge of the line
 */
export function placeOf(box: HTMLTextAreaElement, at: number): { left: number; bottom: number } {
  const copy = document.createElement('div')
  const style = getComputedStyle(box)
  for (const name of copied) copy.style.setProperty(name, style.getPropertyValue(name))
  copy.className = 'caret-copy'
  copy.style.width = `${box.offsetWidth}px`
  copy.textContent = box.value.slice(0, at)
  const mark = document.createElement('span')
  // The rest of the word decides where the line breaks.
  mark.textContent = box.value.slice(at).split(/\s/, 1)[0] || '.'
  copy.append(mark)
  document.body.append(copy)
  const line = Number.parseFloat(style.lineHeight) || mark.offsetHeight
  const place = { left: mark.offsetLeft, bottom: mark.offsetTop + line - box.scrollTop }
  copy.remove()
  return place
}
