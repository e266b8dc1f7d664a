import { completeNames } from './lib/mentions.ts'

const box = document.querySelector<HTMLTextAreaElement>('form[data-say] > textarea[name="body"]')
if (box) completeNames(box)
