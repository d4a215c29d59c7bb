import { BALANCER_KINDS } from './balancers/kinds.ts'
import type { CaseKind } from './case-kind.ts'
import { DRAW_KINDS } from './draws/kinds.ts'
import { HOP_LATENCY } from './latency.ts'
import { OUTLIER_KINDS } from './outlier/kinds.ts'
import { POOL_KINDS } from './pools/kinds.ts'
import { PRIORITY_KINDS } from './priorities/kinds.ts'
import { RETRY_KINDS } from './retries/kinds.ts'

/** The first that recognises a case plays it. */
export const KINDS: readonly CaseKind[] = [
  ...RETRY_KINDS,
  ...DRAW_KINDS,
  ...POOL_KINDS,
  ...OUTLIER_KINDS,
  ...PRIORITY_KINDS,
  ...BALANCER_KINDS,
  HOP_LATENCY,
]
