import { keepDraft } from './lib/drafts.ts'
import { completeNames } from './lib/mentions.ts'
import { enablePictures } from './lib/pictures.ts'
import { enablePreview } from './lib/preview.ts'
import { enableToolbar } from './lib/toolbar.ts'

for (const form of document.querySelectorAll<HTMLFormElement>('form[data-composer]')) {
  const box = form.querySelector<HTMLTextAreaElement>(':scope > textarea')
  if (!box) continue
  enableToolbar(form, box)
  enablePreview(form, box)
  enablePictures(form)
  completeNames(box)
  keepDraft(form)
}
