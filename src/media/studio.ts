import { constants, setPriority } from 'node:os'
import { decodeFace, decodePicture } from './decoding.ts'
import { Unreadable } from './made.ts'
import type { StudioAnswer, StudioTask } from './making.ts'

/**
 * The process that decodes pictures, and does nothing else: what libvips takes of memory is not the web process's, readers
 * come first, and a file that brings a decoder down brings nothing else down.
 */
setPriority(constants.priority.PRIORITY_BELOW_NORMAL)

const answer = (said: StudioAnswer) => process.send?.(said)

process.on('message', async ({ id, path, isFace }: StudioTask) => {
  try {
    answer({ id, made: await (isFace ? decodeFace(path) : decodePicture(path)) })
  } catch (error) {
    const { message } = error as Error
    answer(error instanceof Unreadable ? { id, why: message } : { id, fault: message })
  }
})
process.on('disconnect', () => process.exit())
