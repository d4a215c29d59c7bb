import { assert } from '../kernel/assert.ts'
import type { Answer, Question, Statistic } from './query.ts'
import type { Recorder } from './recorder.ts'
import type { HopLabels, Window } from './result.ts'
import { type Labels, matchesCall, matchesCode, matchesPod } from './selector.ts'
import { wilsonBand } from './share-band.ts'
import { isError, type Tally, tally } from './tally.ts'

const NO_SAMPLE: Answer = { note: 'no sample' }

/** requests, errors, degraded, latency, share, attempts-per-request, and the figures of TCP connections. */
export function requestQuantity(
  recorder: Recorder,
  { metric, labels, statistic }: Question,
  window: Pick<Window, 'fromNs' | 'toNs'>,
): Answer {
  const cells = (accepts: (hop: HopLabels) => boolean) => recorder.cells.filter(cell => accepts(cell.labels))
  const isCall = callTest(recorder, labels)
  const called = cells(hop => isCall(hop) && matchesPod(labels, hop))
  const all = tally(recorder, called, window)
  const some = labels.code === undefined && labels.flag === undefined ? all : narrowed(recorder, labels, called, window)
  const amount = (count: number) => ({
    value: statistic.kind === 'rate' ? count / seconds(recorder, window) : count,
  })
  switch (metric) {
    case 'requests':
      return amount(some.requests)
    case 'errors':
      return partOf(all, sum(some, isError), statistic)
    case 'degraded':
      return partOf(all, some.outcomes.degraded ?? 0, statistic)
    case 'latency':
      return some.requests === 0 ? NO_SAMPLE : { value: latencyStatistic(some, statistic) }
    case 'attempts-per-request':
      return some.requests === 0 ? NO_SAMPLE : { value: some.attempts / some.requests }
    case 'connections':
      return all.tcp ? amount(all.tcp.connections) : NO_SAMPLE
    case 'sent-bytes':
      return all.tcp ? amount(all.tcp.sentBytes) : NO_SAMPLE
    case 'received-bytes':
      return all.tcp ? amount(all.tcp.receivedBytes) : NO_SAMPLE
    case 'share':
      return shareOf(some.requests, tally(recorder, cells(alternatives(labels, isCall, called)), window))
    default:
      assert(false, `${metric} is a metric`)
  }
}

/**
 * Whether a call is meant by the labels. Where a name stands for several services, as a host that a route splits over
 * them, calls to any of these count.
 */
function callTest(recorder: Recorder, labels: Labels): (hop: HopLabels) => boolean {
  const meant = recorder.splits.meantBy(labels.to ?? labels.service)
  if (meant.size === 0) return hop => matchesCall(labels, hop)
  return hop => meant.has(hop.to) && matchesCall({ ...labels, to: hop.to, service: hop.to }, hop)
}

/** Calls that a pod answered: of the service that the labels name, else of those that the selected pods answered. */
function alternatives(
  labels: Labels,
  isCall: (hop: HopLabels) => boolean,
  called: Recorder['cells'],
): (hop: HopLabels) => boolean {
  const named = labels.to !== undefined || labels.service !== undefined
  const services = new Set(called.map(cell => cell.labels.to))
  return hop => hop.workload !== '' && isCall(hop) && (named || services.has(hop.to))
}

function narrowed(
  recorder: Recorder,
  labels: Labels,
  cells: Recorder['cells'],
  window: Pick<Window, 'fromNs' | 'toNs'>,
): Tally {
  return tally(recorder, cells, window, code => matchesCode(labels, code))
}

function sum(counted: Tally, accepts: typeof isError): number {
  const entries = Object.entries(counted.outcomes) as [Parameters<typeof isError>[0], number][]
  return entries.reduce((total, [outcome, count]) => total + (accepts(outcome) ? count : 0), 0)
}

function partOf(all: Tally, part: number, statistic: Statistic): Answer {
  if (statistic.kind === 'count') return { value: part }
  if (all.requests === 0) return NO_SAMPLE
  return { value: part / all.requests, note: `${grouped(part)} of ${grouped(all.requests)}` }
}

function shareOf(hits: number, all: Tally): Answer {
  if (all.requests === 0) return NO_SAMPLE
  const { estimate, low, high } = wilsonBand(hits, all.requests)
  return { value: estimate, note: `95% band ${percent(low)}-${percent(high)}` }
}

function latencyStatistic({ latency }: Tally, statistic: Statistic): number {
  switch (statistic.kind) {
    case 'percentile':
      return latency.quantile(statistic.percent / 100)
    case 'min':
      return latency.min
    case 'max':
      return latency.max
    default:
      return latency.mean
  }
}

/** Length of a window, as far as the run got. */
function seconds(recorder: Recorder, { fromNs, toNs }: Pick<Window, 'fromNs' | 'toNs'>): number {
  return (Math.min(toNs, recorder.endedNs) - fromNs) / 1e9
}

/** 40010 -> `40,010`, whatever the locale. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}

function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(2)}%`
}
