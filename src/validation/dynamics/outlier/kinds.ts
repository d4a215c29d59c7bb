import type { CaseKind } from '../case-kind.ts'

export const OUTLIER_KINDS: readonly CaseKind[] = []
