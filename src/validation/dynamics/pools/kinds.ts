import type { CaseKind } from '../case-kind.ts'
import { EJECTION } from './ejection.ts'
import { ONE_CLUSTER } from './one-cluster.ts'
import { OVERFLOW_ROWS } from './overflow-rows.ts'
import { REUSE_ORDER } from './reuse-order.ts'

export const POOL_KINDS: readonly CaseKind[] = [ONE_CLUSTER, OVERFLOW_ROWS, REUSE_ORDER, EJECTION]
