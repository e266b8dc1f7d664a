/** Pixels that may be missing: whoever is as near to the end is at the end. */
const NEAR = 40

/** Where the eye meets the box, which stays in view, or the edge of the screen. */
const floorOf = (form: HTMLElement | null) => form?.getBoundingClientRect().top ?? innerHeight

/** Is what was said last on the screen, and not behind the box? */
export function isEndShown(list: HTMLElement, form: HTMLElement | null): boolean {
  const { bottom } = list.getBoundingClientRect()
  return !document.hidden && bottom > 0 && bottom < floorOf(form) + NEAR
}

/** What was said last stands just above the box. */
export function showEnd(form: HTMLElement | null): void {
  const end = document.getElementById('say')
  if (end) scrollBy(0, Math.max(0, end.getBoundingClientRect().bottom + (form ? 0 : NEAR) - floorOf(form)))
}
