/** A tag in the list that the pointer or the focus is on shows its box in the picture. */
export function showBoxesOfList(): void {
  for (const entry of document.querySelectorAll<HTMLElement>('[data-tag]')) {
    const box = document.getElementById(`box-${entry.dataset.tag}`)
    if (!box) continue
    for (const event of ['pointerenter', 'focusin'])
      entry.addEventListener(event, () => box.toggleAttribute('data-on', true))
    for (const event of ['pointerleave', 'focusout'])
      entry.addEventListener(event, () => box.toggleAttribute('data-on', entry.matches(':focus-within')))
  }
}
