import type { CaseKind } from '../case-kind.ts'
import { HOSTS, HOSTS_BY_KEY } from './hosts.ts'
import { MATRIX } from './matrix.ts'
import { ROWS } from './rows.ts'
import { RATE_LIMITED_WAIT, WAITS } from './waits.ts'

export const RETRY_KINDS: readonly CaseKind[] = [MATRIX, ROWS, HOSTS, HOSTS_BY_KEY, WAITS, RATE_LIMITED_WAIT]
