/** What we tell people about. `case` is for those who look into complaints. */
export const notificationKinds = [
  'decision',
  'report',
  'appeal',
  'case',
  'notice',
  'reply',
  'mention',
  'quote',
  'reaction',
  'tag',
  'message',
  'request',
  'staff',
  'support',
] as const
export type NotificationKind = (typeof notificationKinds)[number]

/** Beside each line of the list. */
export const labels: Record<NotificationKind, string> = {
  decision: 'Your post',
  report: 'Your report',
  appeal: 'Your appeal',
  case: 'For moderators',
  notice: 'Privacy notice',
  reply: 'Reply',
  mention: 'Mention',
  quote: 'Quote',
  reaction: 'Reaction',
  tag: 'Picture tag',
  message: 'Direct message',
  request: 'Your request',
  staff: 'Announcement',
  support: 'Support',
}

/** "You get this mail because …" */
export const becauses: Record<NotificationKind, string> = {
  decision: 'it is about something you posted',
  report: 'you reported something',
  appeal: 'you asked for a decision to be looked at again',
  case: 'you are one of those who look into complaints',
  notice: 'you agreed to an older one',
  reply: 'somebody answered you, or wrote where you watch',
  mention: 'somebody mentioned you',
  quote: 'somebody quoted you',
  reaction: 'somebody reacted to your post',
  tag: 'somebody asks to name you in a picture',
  message: 'somebody wrote to you',
  request: 'you asked us something',
  staff: 'it is a notice by those who run the forum',
  support: 'you are one of those who answer for our support',
}

/** What other members do. These wait some minutes before they are mailed, and each can be switched off. */
export const socialKinds = ['reply', 'mention', 'quote', 'message', 'tag', 'reaction'] as const
export type SocialKind = (typeof socialKinds)[number]

export function isSocial(kind: NotificationKind): kind is SocialKind {
  return (socialKinds as readonly string[]).includes(kind)
}

/** For those who never chose: what is meant for one person goes by mail, too. */
export const mailedByDefault: Record<SocialKind, boolean> = {
  reply: true,
  mention: true,
  quote: true,
  message: true,
  tag: true,
  reaction: false,
}

/** As they stand beside a tick, and in "no more mails about …". */
export const socialWords: Record<SocialKind, string> = {
  reply: 'answers to you, and new posts where you watch',
  mention: 'mentions of you',
  quote: 'quotes of what you wrote',
  message: 'direct messages',
  tag: 'picture tags that wait for your answer',
  reaction: 'reactions to your posts',
}

/** What follows the name of whoever wrote where somebody watches. */
export const watchTitles = {
  topic: 'wrote in a topic you watch',
  board: 'wrote in a board you watch',
  begun: 'began a topic',
}
