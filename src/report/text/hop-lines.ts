import type { RunResult } from '../../measure/result.ts'
import type { Hop, HopFigures } from '../view/hops.ts'
import { type Namer, namerOf } from '../view/names.ts'
import type { Style } from './style.ts'

/** Tables are for reading: the busiest hops; the CSV files hold all. */
const MOST_LINES = 48
const FEWEST_HOPS = 3

/** One window of one hop; the name stands in the first. */
export interface HopLine {
  readonly name: string
  readonly figures: HopFigures
}

/** Lines of the busiest of these hops, and how many hops are left out. */
export function busiestLines(
  hops: readonly Hop[],
  result: RunResult,
  style: Style,
): { readonly lines: readonly HopLine[]; readonly left: number } {
  const shown = busiest(hops)
  const name = namerOf(result)
  const sources = new Set(hops.map(hop => hop.source)).size
  const lines = shown.flatMap(hop =>
    hop.windows.map((figures, i) => ({ name: i === 0 ? hopName(hop, sources > 1, name, style) : '', figures })),
  )
  return { lines, left: hops.length - shown.length }
}

/** Still in their own order. */
function busiest(hops: readonly Hop[]): Hop[] {
  const windows = Math.max(1, ...hops.map(hop => hop.windows.length))
  const most = Math.max(FEWEST_HOPS, Math.floor(MOST_LINES / windows))
  const kept = new Set([...hops].sort((a, b) => b.requests - a.requests).slice(0, most))
  return hops.filter(hop => kept.has(hop))
}

function hopName(hop: Hop, withSource: boolean, name: Namer, style: Style): string {
  const names = `${name(hop.at)} ${style.arrow} ${name(hop.to)}`
  return withSource ? `${hop.source}: ${names}` : names
}
