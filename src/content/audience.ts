/** Who can read a board or a room. */
export const audiences = ['public', 'members', 'staff'] as const
export type Audience = (typeof audiences)[number]

/** Who can read what stands in such a place, in the words that stand beside it and beside the button (N8). */
export const audienceWords: Record<Audience, string> = {
  public: 'Anyone on the internet can read this.',
  members: 'Everybody who is signed in can read this.',
  staff: 'Only moderators and admins can read this.',
}

/** The same for how somebody reacted to something there. */
export const reactionAudience: Record<Audience, string> = {
  public: 'Anyone on the internet can see how you reacted.',
  members: 'Everybody who is signed in can see how you reacted.',
  staff: 'Only moderators and admins can see how you reacted.',
}

/** One word or two, for rows. */
export const audienceNames: Record<Audience, string> = {
  public: 'Open to everybody',
  members: 'For members',
  staff: 'For staff',
}
