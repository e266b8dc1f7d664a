import { decidingRoutes } from '../../src/reports/deciding.routes.ts'
import { findingsRoutes } from '../../src/reports/findings.routes.ts'
import { guardedRoutes } from '../../src/reports/guarded.routes.ts'
import { lessonsRoutes } from '../../src/reports/lessons.routes.ts'
import { misuseRoutes } from '../../src/reports/misuse.routes.ts'
import { proposalsRoutes } from '../../src/reports/proposals.routes.ts'
import { retrackingRoutes } from '../../src/reports/retracking.routes.ts'
import { reviewRoutes } from '../../src/reports/review.routes.ts'
import { secondsRoutes } from '../../src/reports/seconds.routes.ts'
import { subjectsRoutes } from '../../src/reports/subjects.routes.ts'

/** All that is done to cases, as far as every moderator may. */
export const reviewRouters = [
  reviewRoutes,
  decidingRoutes,
  findingsRoutes,
  subjectsRoutes,
  misuseRoutes,
  proposalsRoutes,
  secondsRoutes,
  retrackingRoutes,
  lessonsRoutes,
  guardedRoutes,
]
