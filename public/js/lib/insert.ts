/** Replaces a part of the text so that the browser's own undo still works, and tells whoever listens. */
export function replaceText(box: HTMLTextAreaElement, start: number, end: number, text: string): void {
  box.focus()
  box.setSelectionRange(start, end)
  // setRangeText forgets the undo history; execCommand keeps it, and nothing newer does.
  if (document.execCommand('insertText', false, text)) return
  box.setRangeText(text, start, end, 'end')
  box.dispatchEvent(new Event('input', { bubbles: true }))
}

/** Puts a block at the cursor, with an empty line before and after it. */
export function insertBlock(box: HTMLTextAreaElement, block: string): void {
  const at = box.selectionEnd
  const before = box.value.slice(0, at)
  const after = box.value.slice(at)
  const gap = before === '' || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n'
  const rest = after.startsWith('\n\n') ? '' : after.startsWith('\n') ? '\n' : '\n\n'
  replaceText(box, at, at, gap + block + rest)
}
