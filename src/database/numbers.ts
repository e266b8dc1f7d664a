import { type InferRawDocType, model, Schema } from 'mongoose'
import { impersonal } from './personal.ts'

const counted = impersonal('The number that comes next in a sequence', 'settings')

const counterSchema = new Schema(
  {
    _id: { type: String, required: true, personal: counted },
    value: { type: Number, required: true, personal: counted },
  },
  { versionKey: false },
)

export type Counter = InferRawDocType<typeof counterSchema>
export const Counters = model('Counter', counterSchema, 'counters')

/**
 * The next whole number of a sequence, from 1. No number is given twice, whoever asks at the same time; one that was
 * taken and not used leaves a gap.
 */
export function takeNumber(sequence: string): Promise<number> {
  return takeNumbers(sequence, 1)
}

/** So many numbers in a row, for bulk loads. @returns the first of them */
export async function takeNumbers(sequence: string, count: number): Promise<number> {
  const counter = await Counters.findOneAndUpdate(
    { _id: sequence },
    { $inc: { value: count } },
    { upsert: true, returnDocument: 'after' },
  ).lean()
  if (!counter) throw new Error(`No numbers came back for ${sequence}.`)
  return counter.value - count + 1
}
