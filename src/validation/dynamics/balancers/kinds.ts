import type { CaseKind } from '../case-kind.ts'
import { BLOCKS } from './blocks.ts'
import { BOUNDED } from './bounded.ts'
import { CLOSED_LOOPS } from './closed-loops.ts'
import { HASH_SETS } from './hash-sets.ts'
import { HELD_RUNS } from './held-runs.ts'
import { SLOW_START } from './slow-start.ts'

/** Balancers: which host each request gets. */
export const BALANCER_KINDS: readonly CaseKind[] = [BLOCKS, HELD_RUNS, CLOSED_LOOPS, HASH_SETS, BOUNDED, SLOW_START]
