import type { Clause, Part } from '../text.ts'
import { parts as before } from '../version-1-0/parts.ts'
import { complaining } from './complaining.ts'
import { posting } from './posting.ts'
import { retention } from './retention.ts'

const rewritten: readonly Clause[] = [posting, ...complaining, retention]

const newest = (clause: Clause) => rewritten.find(({ number }) => number === clause.number) ?? clause

/** Version 1.1, published on 28 November 2026: version 1.0 with these clauses written anew. It is never changed. */
export const parts: readonly Part[] = before.map((part) => ({ ...part, clauses: part.clauses.map(newest) }))
