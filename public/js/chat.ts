import { keepDraft } from './lib/drafts.ts'
import { completeNames } from './lib/mentions.ts'

const form = document.querySelector<HTMLFormElement>('form[data-draft]')
const box = form?.querySelector<HTMLTextAreaElement>(':scope > textarea[name="body"]')
if (box) completeNames(box)
if (form) keepDraft(form)
