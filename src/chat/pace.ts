/** How fast one person talks, by the form and on the socket alike. */
export const TALKING_PACE = { points: 60, seconds: 60 }

export const NEWCOMER_PACE = {
  points: 20,
  seconds: 300,
  because: 'Welcome! While an account is new it talks a little more slowly.',
}
