import { assert } from '../kernel/assert.ts'
import type { Window } from './result.ts'

/** A named instant of the timeline. */
export interface Mark {
  readonly name: string
  readonly atNs: number
}

/** A window as an assertion asks for it: `canary-10`, `a..b`, `a..+90s` (settled windows). */
export interface WindowRequest {
  readonly text: string
  readonly from: string
  readonly to:
    | { readonly kind: 'next' }
    | { readonly kind: 'mark'; readonly mark: string }
    | { readonly kind: 'after'; readonly ns: number }
}

/** Name of the window that is all of the measured time; the space keeps it apart from the names of marks. */
export const WHOLE_RUN = 'whole run'

export interface Windows {
  /** The whole run, the time before the first mark, every mark's window, then the other requested ones. */
  readonly windows: readonly Window[]
  /** Every edge of a window, sorted: for the recorder. */
  readonly boundariesNs: readonly number[]
}

/**
 * Cuts the measured time [warmupNs, durationNs) into named windows. Warm-up is in none of them; a window that lies in it
 * altogether, or that is empty, is left out.
 */
export function windowsOf(
  marks: readonly Mark[],
  durationNs: number,
  warmupNs: number,
  requests: readonly WindowRequest[] = [],
): Windows {
  assert(warmupNs < durationNs, 'there is measured time after the warm-up')
  const sorted = [...marks].sort((a, b) => a.atNs - b.atNs)
  const asked: WindowRequest[] = [
    ...sorted.map(({ name }) => ({ text: name, from: name, to: { kind: 'next' } as const })),
    ...requests,
  ]
  const windows: Window[] = [{ name: WHOLE_RUN, fromNs: warmupNs, toNs: durationNs }]
  if (sorted.length > 0) windows.push({ name: `before ${sorted[0].name}`, fromNs: warmupNs, toNs: sorted[0].atNs })
  for (const request of asked) {
    if (windows.some(window => window.name === request.text)) continue
    const fromNs = Math.max(warmupNs, markNamed(sorted, request.from).atNs)
    windows.push({ name: request.text, fromNs, toNs: Math.min(durationNs, endOf(request, sorted, durationNs)) })
  }
  const kept = windows.filter(({ fromNs, toNs }) => fromNs < toNs)
  const edges = new Set(kept.flatMap(({ fromNs, toNs }) => [fromNs, toNs]))
  return { windows: kept, boundariesNs: [...edges].sort((a, b) => a - b) }
}

function endOf({ from, to }: WindowRequest, sorted: readonly Mark[], durationNs: number): number {
  const start = markNamed(sorted, from).atNs
  if (to.kind === 'after') return start + to.ns
  if (to.kind === 'mark') return markNamed(sorted, to.mark).atNs
  return sorted.find(({ atNs }) => atNs > start)?.atNs ?? durationNs
}

function markNamed(marks: readonly Mark[], name: string): Mark {
  const mark = marks.find(known => known.name === name)
  assert(mark !== undefined, `mark ${name} is in the timeline`)
  return mark
}
