import type { Answer } from './query.ts'
import type { Recorder } from './recorder.ts'
import { recoveryOf } from './recovery.ts'
import type { Labels } from './selector.ts'
import { watchesSame } from './watch.ts'
import type { Mark } from './windows.ts'

/** Labels that a series by time doesn't keep. */
const FOREIGN = ['zone', 'pod', 'code', 'flag']

/** recovery{metric=..., after=MARK, ...}: of a figure that the recorder was told to watch. */
export function recoveryAnswer(recorder: Recorder, labels: Labels, marks: readonly Mark[]): Answer {
  const foreign = FOREIGN.find(name => labels[name] !== undefined)
  if (foreign !== undefined) return { note: `no sample: recovery has no label ${foreign}` }
  const watch = recorder.watches.find(known => watchesSame(known.labels, labels))
  const mark = marks.find(({ name }) => name === labels.after)
  if (watch === undefined || mark === undefined) return { note: 'no sample: not watched in this run' }
  const { warmupNs, bucketNs } = recorder.options
  const isShare = labels.metric === 'errors' || labels.metric === 'degraded'
  const { endedNs } = recorder
  const recovery = recoveryOf(watch, { markNs: mark.atNs, warmupNs, endedNs, bucketNs, isShare })
  if (recovery.kind === 'no baseline') return { note: `no sample before ${mark.name}` }
  if (recovery.kind === 'not recovered') return { note: 'not recovered before the end' }
  return { value: recovery.timeNs, note: passedMark(marks, mark, recovery.timeNs) }
}

/** `only after rollback`: the last mark on the way back. */
function passedMark(marks: readonly Mark[], mark: Mark, timeNs: number): string | undefined {
  const passed = marks.filter(({ atNs }) => atNs > mark.atNs && atNs <= mark.atNs + timeNs)
  const last = passed.reduce<Mark | undefined>((a, b) => (a === undefined || b.atNs >= a.atNs ? b : a), undefined)
  return last && `only after ${last.name}`
}
