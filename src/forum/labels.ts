import { labelKey, labelPath } from '../content/label.ts'
import type { Label, Topic } from './topic.ts'

const MOST_LABELS = 5

export interface LabelView {
  words: string
  href: string
}

/** As they were typed, the same one once. */
export function readLabels(typed: readonly string[]): Label[] {
  const labels = typed.map((words) => ({ key: labelKey(words), words }))
  return [...new Map(labels.map((label) => [label.key, label])).values()]
}

export function whyNotLabels(labels: readonly Label[]): string | undefined {
  if (labels.length > MOST_LABELS) return 'A topic takes five labels. Please choose the most telling ones.'
  if (labels.some(({ key }) => key === '')) return 'Please use at least one letter or digit in each label.'
  return undefined
}

export function showLabels({ labels = [] }: Pick<Topic, 'labels'>): LabelView[] {
  return labels.map(({ key, words }) => ({ words, href: labelPath(key) }))
}

/** What the pages of these labels are kept under. */
export function labelTags(labels: readonly Pick<Label, 'key'>[]): string[] {
  return labels.map(({ key }) => `label:${key}`)
}
