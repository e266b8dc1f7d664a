/** The page where a draft goes on. */
export function draftPlace(key: string): string {
  const [kind, id] = key.split(':')
  if (kind === 'new') return `/c/${id}/new`
  if (kind === 'chat') return `/chat/${id}#say`
  return kind === 'edit' ? `/posts/${id}/edit` : `/t/${id}`
}
