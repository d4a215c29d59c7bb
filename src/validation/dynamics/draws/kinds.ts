import type { CaseKind } from '../case-kind.ts'
import { RATE_LIMIT } from './rate-limit.ts'
import { DRAWN_ROWS } from './rows.ts'

export const DRAW_KINDS: readonly CaseKind[] = [DRAWN_ROWS, RATE_LIMIT]
