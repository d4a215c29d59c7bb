import { bucketsOf } from './query-pods.ts'
import type { Recorder } from './recorder.ts'
import type { PodRow, Window } from './result.ts'
import type { Station } from './stations.ts'

type PodFigures = Omit<PodRow, 'workload' | 'version' | 'zone' | 'pod' | 'window'>

/** Figures of one pod in a window, over the buckets whose middle lies in it; undefined when it lived in none. */
export function podFigures(recorder: Recorder, station: Station, window: Window): PodFigures | undefined {
  const [first, end] = bucketsOf(recorder, window)
  const mean = { utilisation: 0, queue: 0 }
  let buckets = 0
  let utilisationMax = 0
  let queueMax = 0
  for (let bucket = first; bucket < end; bucket++) {
    const utilisation = station.value(bucket, 'utilisation')
    if (Number.isNaN(utilisation)) continue
    buckets++
    mean.utilisation += utilisation
    mean.queue += station.value(bucket, 'queueMean')
    utilisationMax = Math.max(utilisationMax, utilisation)
    queueMax = Math.max(queueMax, station.value(bucket, 'queueMax'))
  }
  if (buckets === 0) return undefined
  const [from, to] = recorder.segments.range(window.fromNs, window.toNs)
  const ejections = recorder.ejections.of(station.labels)?.perSegment.subarray(from, to)
  return {
    utilisationMean: mean.utilisation / buckets,
    utilisationMax,
    queueMean: mean.queue / buckets,
    queueMax,
    ejections: ejections?.reduce((a, b) => a + b, 0) ?? 0,
  }
}
