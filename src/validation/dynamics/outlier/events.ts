import { MILLISECOND } from '../../../kernel/time.ts'
import type { OutlierEvent } from '../../../proxy/outlier/outlier-event.ts'

/** A line of the ejection event log in the recordings' form. */
export type EventLine = Readonly<Record<string, unknown>>

/** @param afterRequest the request whose answer did it; undefined for what a sweep did */
export function eventLine(event: OutlierEvent, host: string, afterRequest: number | undefined): EventLine {
  const base = { t: event.atNs / MILLISECOND, action: event.action, host }
  if (event.action === 'uneject') {
    return { ...base, num_ejections: event.ejections, ejected_for_ms: event.ejectedForNs / MILLISECOND }
  }
  const { detection, judged, ejections } = event
  const line = { ...base, type: detection.toUpperCase(), num_ejections: ejections }
  if (judged === undefined) return { ...line, after_request: afterRequest }
  const { hostRate, meanRate = 0, threshold = 0 } = judged
  const host_success_rate = Math.trunc(hostRate)
  if (detection === 'failure_percentage') return { ...line, failure_percentage: { host_success_rate } }
  return {
    ...line,
    success_rate: {
      host_success_rate,
      cluster_average_success_rate: Math.trunc(meanRate),
      cluster_success_rate_ejection_threshold: Math.trunc(threshold),
    },
  }
}

/** Two events of one sweep are no further apart. */
const ONE_SWEEP_MS = 10

/**
 * What happens within one sweep is in the order of a hash map: events of one sweep and kind are put in the order of their
 * hosts.
 */
export function inSettledOrder<E extends EventLine>(events: readonly E[]): E[] {
  const lines = events.map((line, index) => ({ line, sweep: sweepKey(line), index }))
  for (let at = 1; at < lines.length; at++) {
    const [before, now] = [lines[at - 1], lines[at]]
    const sameSweep = before.sweep !== '' && before.sweep === now.sweep
    const near = Math.abs(Number(now.line.t) - Number(before.line.t)) <= ONE_SWEEP_MS
    if (sameSweep && near) now.index = before.index
  }
  return lines
    .sort((a, b) => a.index - b.index || (String(a.line.host) < String(b.line.host) ? -1 : 1))
    .map(({ line }) => line)
}

/** Kind of a sweep's event; empty for what an answer did. */
function sweepKey({ action, type }: EventLine): string {
  if (action === 'uneject') return 'uneject'
  return type === 'SUCCESS_RATE' || type === 'FAILURE_PERCENTAGE' ? type : ''
}
