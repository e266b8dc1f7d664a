import { justStored } from '../live/just-stored.ts'
import type { Post } from './post.ts'

export const justWritten = justStored<Post>('post', 'post-facts')
