/** The mail server said no to this mail. */
export class Refused extends Error {
  /** Code and enhanced code only; the words would repeat the address. */
  readonly answer: string
  readonly isFinal: boolean
  constructor(answer: string, isFinal: boolean) {
    super(`the mail server answered ${answer}`)
    this.answer = answer
    this.isFinal = isFinal
  }
}

/** No conversation with the mail server came about: nothing is wrong with the mail. */
export class Unreachable extends Error {}
