/** Replies that have begun and are not stored yet: whoever moves or takes away a topic waits for them. */
const running = new Map<number, Set<Promise<unknown>>>()

export async function whileReplying<T>(topic: number, work: () => Promise<T>): Promise<T> {
  const replies = running.get(topic) ?? new Set()
  running.set(topic, replies)
  const reply = work()
  replies.add(reply)
  try {
    return await reply
  } finally {
    replies.delete(reply)
    if (replies.size === 0 && running.get(topic) === replies) running.delete(topic)
  }
}

export async function repliesDone(topic: number): Promise<void> {
  await Promise.allSettled(running.get(topic) ?? [])
}
