import type { Clause, Part } from '../text.ts'
import { parts as before } from '../version-1-1/parts.ts'
import { contacting } from './contacting.ts'
import { contract } from './contract.ts'
import { posting } from './posting.ts'
import { retention } from './retention.ts'
import { visiting } from './visiting.ts'

const rewritten: readonly Clause[] = [contract, posting, contacting, ...visiting, retention]

const newest = (clause: Clause) => rewritten.find(({ number }) => number === clause.number) ?? clause

/** Version 1.2, in force from 29 November 2026: version 1.1 with these clauses written anew. It is never changed. */
export const parts: readonly Part[] = before.map((part) => ({ ...part, clauses: part.clauses.map(newest) }))
