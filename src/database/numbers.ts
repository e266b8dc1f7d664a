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

const BLOCK = 20
const blocks = new Map<string, { next: number; left: number; filling?: Promise<void> | undefined }>()

/**
 * As `takeNumber`, for what many ask for at once: this process takes twenty at a time, so a restart leaves a gap, and the
 * numbers of two processes do not rise together. None is given twice.
 */
export async function takeQuickly(sequence: string): Promise<number> {
  const block = blocks.get(sequence) ?? { next: 0, left: 0 }
  blocks.set(sequence, block)
  while (block.left === 0) {
    block.filling ??= takeNumbers(sequence, BLOCK).then(
      (first) => {
        Object.assign(block, { next: first, left: BLOCK, filling: undefined })
      },
      (error) => {
        block.filling = undefined
        throw error
      },
    )
    await block.filling
  }
  block.left -= 1
  block.next += 1
  return block.next - 1
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
