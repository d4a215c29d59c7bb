import { podQuantity } from './query-pods.ts'
import { recoveryAnswer } from './query-recovery.ts'
import { requestQuantity } from './query-requests.ts'
import type { Recorder } from './recorder.ts'
import type { Window } from './result.ts'
import { type Labels, withNamespaces } from './selector.ts'
import type { Mark } from './windows.ts'

/** `metric{labels}` and the statistic asked of it; see the scenario format's METRIC_STATISTICS for which there are. */
export interface Question {
  readonly metric: string
  readonly labels: Labels
  readonly statistic: Statistic
}

export type Statistic =
  | { readonly kind: 'rate' | 'count' | 'mean' | 'min' | 'max' | 'time' | 'value' }
  /** In percent, e.g. 99.9. */
  | { readonly kind: 'percentile'; readonly percent: number }

/** In base units: nanoseconds, fractions, counts, per second. */
export interface Answer {
  /** Absent: no sample, or not recovered; the note says which. */
  readonly value?: number
  /** One phrase for a person: `95% band 9.82%-10.26%`, `no sample`. */
  readonly note?: string
}

/**
 * Answers a question over a window of a finished run; `windows` gave the recorder its boundaries.
 *
 * - Without any of at, to, service, workload, version, zone, pod the client's own view is meant (`at=client`): a request
 *   is then counted once, not once per hop.
 * - `code` and `flag` narrow down what is counted, never what it is divided by: errors{code=503} is the share of all
 *   requests that failed with 503.
 * - share: of the requests to the service that were answered by a pod, those whose pod has the given workload, version,
 *   zone and pod. Where no service is named, those that such pods answered are meant.
 * - utilisation and queue: statistics over buckets, where a bucket's figure is the mean over the pods that lived in it
 *   (the maximum of queue: the longest queue of any pod at any time). A bucket belongs to the window that holds its
 *   middle.
 * - recovery: see `recoveryOf`; it looks at the whole run after its mark, not at a window.
 */
export function answer(
  recorder: Recorder,
  question: Question,
  window: Pick<Window, 'fromNs' | 'toNs'>,
  marks: readonly Mark[] = [],
): Answer {
  if (question.metric === 'recovery') return recoveryAnswer(recorder, question.labels, marks)
  if (window.fromNs >= recorder.endedNs) return { note: 'no sample: the run ended before' }
  const resolved = { ...question, labels: withNamespaces(question.labels, namesOf(recorder)) }
  switch (question.metric) {
    case 'utilisation':
    case 'queue':
    case 'ejections':
      return podQuantity(recorder, resolved, window)
    default:
      return requestQuantity(recorder, resolved, window)
  }
}

function* namesOf(recorder: Recorder): Iterable<string> {
  for (const { labels } of recorder.cells) yield* [labels.at, labels.to, labels.workload, labels.pod]
  for (const { labels } of recorder.stations.all()) yield* [labels.workload, labels.pod]
}
