import { replaceText } from './insert.ts'

/** A click on a saved sentence puts it where the cursor was in the reason, to be changed there; nothing stays ticked. */
export function offerPhrases(): void {
  for (const list of document.querySelectorAll<HTMLElement>('[data-phrases-for]')) {
    const box = document.getElementById(list.dataset.phrasesFor ?? '')
    if (!(box instanceof HTMLTextAreaElement)) continue
    const hint = list.querySelector('.phrases-hint')
    if (hint) hint.textContent = 'A click puts the sentence into your reason.'
    list.addEventListener('change', ({ target }) => {
      if (!(target instanceof HTMLInputElement) || !target.checked) return
      target.checked = false
      const at = box.selectionEnd
      const before = box.value.slice(0, at)
      const gap = before === '' || /\s$/.test(before) ? '' : ' '
      replaceText(box, at, at, gap + target.value)
    })
  }
}
