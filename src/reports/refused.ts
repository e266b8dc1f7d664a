/** `input`: say it differently; `state`: not now; `right`: not you. The order in which faults are told. */
export type Fault = 'input' | 'state' | 'right'

/** A step that the procedure does not allow; `why` is one sentence for whoever tried. */
export class Refused extends Error {
  readonly fault: Fault
  readonly why: string
  /** The field of the form that is at fault, where it is one. */
  readonly field: string | undefined

  constructor(fault: Fault, why: string, field?: string) {
    super(why)
    this.name = 'Refused'
    this.fault = fault
    this.why = why
    this.field = field
  }
}
