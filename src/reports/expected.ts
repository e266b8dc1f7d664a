import { Conflict, Forbidden, Invalid } from '../errors.ts'
import { Refused } from './refused.ts'

/** What the procedure refuses, as people hear it. @throws Invalid, Conflict, Forbidden; anything else as it is */
export async function inProcedure<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const { fault, field, why } = error
    if (fault === 'input') throw new Invalid({ [field ?? '']: why })
    throw fault === 'state' ? new Conflict(why) : new Forbidden(why)
  }
}
