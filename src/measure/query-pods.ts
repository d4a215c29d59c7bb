import type { Answer, Question } from './query.ts'
import type { Recorder } from './recorder.ts'
import type { Window } from './result.ts'
import { type Labels, matchesPod, namesMatch } from './selector.ts'
import type { PodLabels, Station, StationFigure } from './stations.ts'

const NO_SAMPLE: Answer = { note: 'no sample' }

/** Labels that a pod's workers, queue and ejections don't have. */
const FOREIGN = ['source', 'at', 'code', 'flag']

/** utilisation, queue, ejections: of the pods that the labels select; `to` and `service` mean the pods that answered. */
export function podQuantity(
  recorder: Recorder,
  { metric, labels, statistic }: Question,
  window: Pick<Window, 'fromNs' | 'toNs'>,
): Answer {
  const foreign = FOREIGN.find(name => labels[name] !== undefined)
  if (foreign !== undefined) return { note: `no sample: ${metric} has no label ${foreign}` }
  const selects = podFilter(recorder, labels)
  if (metric === 'ejections') return { value: ejectionsOf(recorder, selects, window) }
  const pool = recorder.stations.all().filter(station => selects(station.labels))
  const [first, end] = bucketsOf(recorder, window)
  const longest = metric === 'queue' && statistic.kind === 'max'
  const figure = metric === 'utilisation' ? 'utilisation' : longest ? 'queueMax' : 'queueMean'
  const values: number[] = []
  for (let bucket = first; bucket < end; bucket++) {
    const value = longest ? poolMax(pool, bucket, figure) : poolMean(pool, bucket, figure)
    if (!Number.isNaN(value)) values.push(value)
  }
  if (values.length === 0) return NO_SAMPLE
  if (statistic.kind === 'max') return { value: values.reduce((a, b) => Math.max(a, b)) }
  if (statistic.kind === 'min') return { value: values.reduce((a, b) => Math.min(a, b)) }
  return { value: values.reduce((a, b) => a + b) / values.length }
}

/** Buckets whose middle lies in the window, as [first, end). */
export function bucketsOf(recorder: Recorder, { fromNs, toNs }: Pick<Window, 'fromNs' | 'toNs'>): [number, number] {
  const { bucketNs } = recorder.options
  const bucketAt = (ns: number) => Math.max(0, Math.ceil(ns / bucketNs - 0.5))
  return [bucketAt(fromNs), Math.min(bucketAt(toNs), Math.ceil(recorder.endedNs / bucketNs))]
}

/** Mean over the pods that lived in the bucket; NaN when none did. */
export function poolMean(pool: readonly Station[], bucket: number, figure: StationFigure): number {
  const values = pool.map(station => station.value(bucket, figure)).filter(value => !Number.isNaN(value))
  return values.reduce((a, b) => a + b, 0) / values.length
}

function poolMax(pool: readonly Station[], bucket: number, figure: StationFigure): number {
  const values = pool.map(station => station.value(bucket, figure)).filter(value => !Number.isNaN(value))
  return values.length === 0 ? Number.NaN : values.reduce((a, b) => Math.max(a, b))
}

function podFilter(recorder: Recorder, labels: Labels): (pod: PodLabels) => boolean {
  if (labels.to === undefined && labels.service === undefined) return pod => matchesPod(labels, pod)
  const called = recorder.cells.filter(
    cell => namesMatch(labels.to, cell.labels.to) && namesMatch(labels.service, cell.labels.to),
  )
  const answered = new Set(called.map(cell => cell.labels.workload))
  return pod => answered.has(pod.workload) && matchesPod(labels, pod)
}

function ejectionsOf(
  recorder: Recorder,
  selects: (pod: PodLabels) => boolean,
  window: Pick<Window, 'fromNs' | 'toNs'>,
): number {
  const [first, end] = recorder.segments.range(window.fromNs, window.toNs)
  let total = 0
  for (const { labels, perSegment } of recorder.ejections.all()) {
    if (selects(labels)) for (let segment = first; segment < end; segment++) total += perSegment[segment]
  }
  return total
}
