/** Whether others in a chat room see that this member is there; unless chosen they do not. */
export const presences = ['hidden', 'shown'] as const
export type Presence = (typeof presences)[number]

/** Who may ask this member to talk in private. */
export const directChoices = ['everybody', 'nobody'] as const
export type DirectChoice = (typeof directChoices)[number]
