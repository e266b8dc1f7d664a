/**
 * The only errors a rule may throw on purpose. `web/errors.ts` turns each into a page or into problem details
 * (RFC 9457); anything else is a fault of ours and is answered with a bland 500.
 */
export abstract class Expected extends Error {
  abstract readonly status: number
  /** Short heading for the page, e.g. "Not found". */
  abstract readonly title: string
}

/** It does not exist, or this person may not know that it does. */
export class NotFound extends Expected {
  readonly status = 404
  readonly title = 'Not found'
  constructor(message = 'There is nothing at this address, or it is not open to you.') {
    super(message)
  }
}

/** The person sees the thing but may not do this to it; the message says why and what would help. */
export class Forbidden extends Expected {
  readonly status = 403
  readonly title = 'Not allowed'
}

/** Somebody was quicker. `typed` carries what the person wrote and `current` what stands there now. */
export class Conflict extends Expected {
  readonly status = 409
  readonly title = 'Somebody was quicker'
  readonly details: Record<string, unknown>
  constructor(message: string, details: Record<string, unknown> = {}) {
    super(message)
    this.details = details
  }
}

/** It was here, and its author or a decision took it away. `whyHref` leads to the decision, where there is one. */
export class Gone extends Expected {
  readonly status = 410
  readonly title = 'Gone'
  readonly whyHref: string | undefined
  constructor(message: string, { whyHref }: { whyHref?: string | undefined } = {}) {
    super(message)
    this.whyHref = whyHref
  }
}

/** The person must sign in first. */
export class SignInNeeded extends Expected {
  readonly status = 401
  readonly title = 'Please sign in'
  constructor(message = 'Please sign in to do this.') {
    super(message)
  }
}

/** Faults of input: field name → one sentence that says how to mend it. The empty name stands for the whole form. */
export class Invalid extends Expected {
  readonly status = 422
  readonly title = 'Please check what you typed'
  readonly fields: Record<string, string>
  constructor(fields: Record<string, string>) {
    super(Object.values(fields).join(' '))
    this.fields = fields
  }
}

export class TooLarge extends Expected {
  readonly status = 413
  readonly title = 'Too large'
}

/** A limit is used up. `seconds` until trying again makes sense. */
export class TooMany extends Expected {
  readonly status = 429
  readonly title = 'Please wait a moment'
  readonly seconds: number
  constructor(seconds: number, message = 'That was a lot in a short time.') {
    super(message)
    this.seconds = seconds
  }
}

/** The site cannot do this now (for example: the disk is full and it only reads). */
export class Unavailable extends Expected {
  readonly status = 503
  readonly title = 'Not right now'
}
