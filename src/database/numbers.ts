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

/** Remembers that a sequence which counts by itself has come to this number; it never goes back. */
export async function reachNumber(sequence: string, number: number): Promise<void> {
  await Counters.updateOne({ _id: sequence }, { $max: { value: number } }, { upsert: true })
}

/** The highest number of a sequence so far, 0 before the first. */
export async function highestNumber(sequence: string): Promise<number> {
  const counter = await Counters.findById(sequence).lean()
  return counter?.value ?? 0
}
