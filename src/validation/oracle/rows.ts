import { NETWORK_ROWS } from './network-rows.ts'
import type { OracleRow } from './quantity.ts'
import { STATION_ROWS } from './station-rows.ts'

/**
 * Closed forms against the engine. Sources stand at the formulas; times are in milliseconds. `seconds` is about a fortieth of
 * what the precision needs: few long runs make wide intervals (Student's t), many short ones cost their starts.
 */
export const ORACLE_ROWS: readonly OracleRow[] = [...STATION_ROWS, ...NETWORK_ROWS]
