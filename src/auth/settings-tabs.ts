const pages = [
  ['/my/settings', 'Profile'],
  ['/my/email', 'E-mail'],
  ['/my/password', 'Password'],
  ['/my/sessions', 'Sessions'],
  ['/my/tags', 'Tags'],
  ['/my/ignored', 'Ignored'],
] as const

/** The pages of one's own settings, for the `tabs` partial. */
export function settingsTabs(current: string) {
  return pages.map(([href, label]) => ({ href, label, isCurrent: href === current }))
}
