import { callOrder } from './call-order.ts'
import { grouped } from './grouped.ts'
import type { Cell, Recorder } from './recorder.ts'
import type { HopRow, HopTotal, PodRow, RunResult, ShareRow, Window } from './result.ts'
import { seriesOf } from './series-columns.ts'
import { wilsonBand } from './share-band.ts'
import type { Split } from './splits.ts'
import { latencyFigures, type Tally, tally } from './tally.ts'
import { podFigures } from './window-pods.ts'

export type Figures = Pick<RunResult, 'windows' | 'hops' | 'shares' | 'pods' | 'series'> & {
  readonly totals: readonly HopTotal[]
}

/**
 * The measured part of a result, from a finished recorder and the windows that gave it its boundaries. A window that
 * the run did not reach, being interrupted, is left out; the one in which it stopped ends there.
 */
export function summarize(recorder: Recorder, requested: readonly Window[]): Figures {
  const { endedNs } = recorder
  const windows = requested.filter(({ fromNs }) => fromNs < endedNs)
  const cells = [...recorder.cells].sort(callOrder(recorder.cells.map(cell => cell.labels)))
  return {
    windows: windows.map(window => ({ ...window, toNs: Math.min(window.toNs, endedNs) })),
    hops: cells.flatMap(cell => windows.flatMap(window => hopRows(recorder, cell, window))),
    totals: totalsOf(recorder, cells, windows),
    shares: sharesOf(recorder, windows),
    pods: podRows(recorder, windows),
    series: seriesOf(recorder, cells),
  }
}

/** No row without a request. */
function hopRows(recorder: Recorder, cell: Cell, window: Window): HopRow[] {
  const counted = tally(recorder, [cell], window)
  if (counted.requests === 0) return []
  const { codes, latency, ...figures } = rowFigures(recorder, counted, window)
  return [{ ...cell.labels, ...figures, codes, latency }]
}

/** Per hop over all that answered, then split by workload and version; windows in order. */
function totalsOf(recorder: Recorder, cells: readonly Cell[], windows: readonly Window[]): HopTotal[] {
  const totals: HopTotal[] = []
  for (const hop of grouped(cells, ({ labels }) => [labels.source, labels.at, labels.to].join('\n')).values()) {
    const { source, at, atGateway, to } = hop[0].labels
    const add = (members: readonly Cell[], answerer: Pick<HopTotal, 'workload' | 'version'>): void => {
      for (const window of windows) {
        const counted = tally(recorder, members, window)
        if (counted.requests === 0) continue
        const { codes: _, ...figures } = rowFigures(recorder, counted, window)
        totals.push({ source, at, atGateway, to, ...answerer, ...figures })
      }
    }
    add(hop, {})
    for (const answerer of grouped(hop, ({ labels }) => [labels.workload, labels.version].join('\n')).values()) {
      add(answerer, { workload: answerer[0].labels.workload, version: answerer[0].labels.version })
    }
  }
  return totals
}

function rowFigures(recorder: Recorder, counted: Tally, window: Window) {
  const seconds = (Math.min(window.toNs, recorder.endedNs) - window.fromNs) / 1e9
  return {
    window: window.name,
    requests: counted.requests,
    ratePerSecond: counted.requests / seconds,
    attempts: counted.attempts,
    outcomes: counted.outcomes,
    codes: counted.codes,
    latency: latencyFigures(counted.latency),
    ...(counted.tcp && { tcp: counted.tcp }),
  }
}

/** Per caller and service, in each window in which it was called: one row per destination. */
function sharesOf(recorder: Recorder, windows: readonly Window[]): ShareRow[] {
  const services = [...grouped(recorder.splits.all, ({ at, service }) => [at, service].join('\n')).values()]
  return services.flatMap(splits => windows.flatMap(window => shareRows(recorder, splits, window)))
}

function shareRows(recorder: Recorder, splits: readonly Split[], window: Window): ShareRow[] {
  const [first, end] = recorder.segments.range(window.fromNs, window.toNs)
  const hits = splits.map(({ counts }) => counts.subarray(first, end).reduce((a, b) => a + b, 0))
  const requests = hits.reduce((a, b) => a + b, 0)
  if (requests === 0) return []
  return splits.flatMap((split, i) => {
    const configured = recorder.splits.configured(split, window.fromNs, window.toNs)
    if (hits[i] === 0 && (configured ?? 0) === 0) return []
    const { at, service, destination } = split
    const { estimate, low, high } = wilsonBand(hits[i], requests)
    const row = { window: window.name, at, service, destination, seen: estimate, low, high, requests }
    return [configured === undefined ? row : { ...row, configured }]
  })
}

function podRows(recorder: Recorder, windows: readonly Window[]): PodRow[] {
  return recorder.stations.all().flatMap(station =>
    windows.flatMap(window => {
      const figures = podFigures(recorder, station, window)
      return figures === undefined ? [] : [{ ...station.labels, window: window.name, ...figures }]
    }),
  )
}
