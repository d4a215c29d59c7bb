import type { Fraction } from '../dataplane/match.ts'
import type { ProxyState } from './proxy-state.ts'
import { NONE, type Row } from './row.ts'

/**
 * The one random number of a request at its proxy (Envoy ActiveStream::stream_id): runtime fractions, the weighted split and
 * mirrors all look at it, so that they go together in ways that percentages alone do not tell. Drawn when first asked for.
 */
export function requestDraw(row: Row, proxy: ProxyState): number {
  if (row.random === NONE) row.random = proxy.routeRng.uint32()
  return row.random
}

/** Whether the request is among the fraction; no draw is needed where that is certain. */
export function isAmong({ numerator, denominator }: Fraction, row: Row, proxy: ProxyState): boolean {
  if (numerator >= denominator) return true
  return numerator > 0 && requestDraw(row, proxy) % denominator < numerator
}
