import { say } from './toast.ts'

/** "Link" under a post copies its address; where the browser allows no copying, the link simply leads there. */
export function copyLinks(): void {
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-act="copy"]')
    if (!link || !navigator.clipboard || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    navigator.clipboard.writeText(link.href).then(
      () => say('Link copied'),
      () => location.assign(link.href),
    )
  })
}
