import type { Types } from 'mongoose'
import { createAccount } from '../../auth/account.ts'
import { hashPassword } from '../../auth/password.ts'
import { days, nowMs } from '../../clock.ts'
import { noticeInForce } from '../../consent/notice-version.ts'
import { addBoard } from '../../forum/board.ts'

export const loadPassword = 'a thousand quiet neighbours'

/** At once: the engine runs seven commands at a time. */
const AT_ONCE = 14

/** Confirmed members `m-<run>-1` and on, all with the same password. */
export async function makeLoadMembers(run: string, count: number): Promise<Types.ObjectId[]> {
  const passwordHash = await hashPassword(loadPassword)
  const createdAt = new Date(nowMs() - days(740))
  const ids: Types.ObjectId[] = []
  let next = 1
  const makeSome = async () => {
    while (next <= count) {
      const username = `m-${run}-${next++}`
      const fields = {
        ageBand: '18+',
        noticeVersion: noticeInForce().version,
        createdAt,
        confirmedAt: createdAt,
      } as const
      const { _id } = await createAccount({
        username,
        email: `${username}@example.org`,
        passwordHash,
        ...fields,
      })
      ids.push(_id)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, makeSome))
  return ids
}

export async function makeLoadBoards(run: string, count: number): Promise<Types.ObjectId[]> {
  const ids: Types.ObjectId[] = []
  for (let at = 1; at <= count; at++) {
    const words = { name: `Load ${run}, board ${at}`, description: 'Made by npm run seed.' }
    const board = await addBoard({ ...words, slug: `load-${run}-${at}`, audience: 'public', order: 100 + at })
    ids.push(board._id)
  }
  return ids
}
