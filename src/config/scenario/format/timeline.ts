import { parseDuration } from '../duration.ts'
import { quoted } from '../parsed.ts'
import type { TimelineAction, TimelineEntry } from '../scenario.ts'
import { isMarkName } from '../window.ts'
import { applied } from './apply.ts'
import { listOf, mapOf } from './collection.ts'
import { duration, factor, named, weight } from './figure.ts'
import { object, optional, required } from './object.ts'
import { podTarget } from './pod-target.ts'
import { integer, text } from './scalar.ts'
import { type Cursor, checked, childOf, isMapping, itemOf, meaning, reportAt, type Shape } from './shape.ts'
import { checkVerb } from './timeline-verb.ts'

const entryFields = object(
  'entry of the timeline',
  {
    at: required(duration(), 'When it happens, from the start of the run.', { example: '2m' }),
    mark: optional(text('mark'), 'Names the window from here to the next mark, for results and assertions.', {
      example: 'canary-10',
    }),
    for: optional(duration(), 'How long it lasts, for slow, cut, black-hole and fail-zone. Default: to the end.', {
      example: '45s',
    }),
    apply: optional(
      text('file or folder'),
      'Manifests to apply, as kubectl apply does: a file, a folder or a glob. A Deployment with another pod template replaces its pods as its strategy says.',
      {
        example: 'canary-50.yaml',
      },
    ),
    cluster: optional(
      named('cluster'),
      'With apply, where mesh.clusters names several: the cluster that gets the manifests. Default: the first, which carries ' +
        'the configuration of Istio; in the others nobody reads such.',
      { example: 'west' },
    ),
    shift: optional(
      mapOf('mapping of hosts', mapOf('mapping of subsets or hosts to weights', weight)),
      'New weights of the VirtualService of a host.',
      { example: { reviews: { v1: 50, v2: 50 } } },
    ),
    kill: optional(
      podTarget,
      'Pods that die at once: a pod, a workload (all its pods), a glob, or { workload, pods }.',
      {
        example: { workload: 'reviews-v2', pods: 1 },
      },
    ),
    drain: optional(podTarget, 'Pods that are shut down gracefully: they finish what they have.', {
      example: 'reviews-v2-0',
    }),
    'restart-after': optional(duration(), 'With kill and drain: when the pods come back. Default: never.', {
      example: '30s',
    }),
    scale: optional(mapOf('mapping of workloads', integer('number of pods', 0)), 'New numbers of pods.', {
      example: { 'reviews-v2': 6 },
    }),
    slow: optional(podTarget, 'Pods whose service times grow.', { example: 'ratings-v1' }),
    by: optional(factor, 'With slow: by how much.', { example: 'x3' }),
    cut: optional(
      object('cut', {
        from: required(named('workload, pod or zone'), 'One side.', { example: 'productpage-v1' }),
        to: required(named('workload, pod or zone'), 'The other side.', { example: 'details-v1' }),
      }),
      'Network packets between the two are lost, and sent again when the cut is over.',
      { example: { from: 'productpage-v1', to: 'details-v1' } },
    ),
    'black-hole': optional(podTarget, 'Pods that accept requests and never answer.', { example: 'details-v1-0' }),
    'fail-zone': optional(
      named('zone'),
      'All pods and nodes of a zone are gone; those that nothing else stopped come back with it.',
      { example: 'eu-1a' },
    ),
  },
  { check: checkEntry },
)

type EntryFields = Exclude<ReturnType<typeof entryFields.read>, undefined>

function checkEntry(cursor: Cursor): void {
  if (!isMapping(cursor.value)) return
  checkVerb(cursor)
  const mark = childOf(cursor, 'mark')
  if (typeof mark.value === 'string' && !isMarkName(mark.value)) {
    const help = 'a mark is letters, digits, - and _, since it names a window: canary-10'
    reportAt(mark, { code: 'MS3006', message: `${quoted(mark.value)} cannot be a mark`, help })
  }
  checkTimes(cursor)
}

/** Nothing may happen beyond the end of the run, and nothing may be planned to end there. */
function checkTimes(cursor: Cursor): void {
  const { durationNs } = cursor.reading
  const atNs = nsOf(childOf(cursor, 'at').value)
  if (durationNs === undefined || atNs === undefined) return
  const help = 'raise duration'
  if (atNs > durationNs) {
    reportAt(childOf(cursor, 'at'), { code: 'MS3011', message: 'lies beyond the duration of the run', help })
    return
  }
  for (const key of ['for', 'restart-after']) {
    const child = childOf(cursor, key)
    const ns = nsOf(child.value)
    if (ns === undefined || atNs + ns <= durationNs) continue
    reportAt(child, {
      code: 'MS3011',
      message: 'ends beyond the duration of the run',
      help: `${help}, or leave ${key} out`,
    })
  }
}

function nsOf(value: unknown): number | undefined {
  const ns = typeof value === 'string' ? parseDuration(value, 's') : undefined
  return ns?.ok ? ns.value : undefined
}

/** One entry with several hosts or workloads becomes several at the same instant; the first carries the mark. */
function entriesOf(fields: EntryFields, cursor: Cursor): readonly TimelineEntry[] | undefined {
  const actions = actionsOf(fields, cursor)
  return actions?.map((action, index) => ({
    atNs: fields.at,
    place: cursor.source.place,
    ...(index === 0 && fields.mark !== undefined && { mark: fields.mark }),
    forNs: fields.for ?? 0,
    action,
  }))
}

function actionsOf(fields: EntryFields, cursor: Cursor): readonly TimelineAction[] | undefined {
  const restart = fields['restart-after'] === undefined ? {} : { restartAfterNs: fields['restart-after'] }
  const { cluster } = fields
  if (fields.apply !== undefined) {
    const resources = applied(childOf(cursor, 'apply'), fields.apply)
    return resources && [{ kind: 'apply', path: fields.apply, resources, ...(cluster && { cluster }) }]
  }
  if (fields.shift) {
    return fields.shift.map(({ key: host, value }) => ({
      kind: 'shift',
      host,
      weights: value.map(entry => ({ target: entry.key, weight: entry.value })),
    }))
  }
  if (fields.kill) return [{ kind: 'kill', target: fields.kill, ...restart }]
  if (fields.drain) return [{ kind: 'drain', target: fields.drain, ...restart }]
  if (fields.scale)
    return fields.scale.map(({ key: workload, value: replicas }) => ({ kind: 'scale', workload, replicas }))
  if (fields.slow)
    return fields.by === undefined ? undefined : [{ kind: 'slow', target: fields.slow, factor: fields.by }]
  if (fields.cut) return [{ kind: 'cut', ...fields.cut }]
  if (fields['black-hole']) return [{ kind: 'black-hole', target: fields['black-hole'] }]
  if (fields['fail-zone']) return [{ kind: 'fail-zone', zone: fields['fail-zone'] }]
  return [{ kind: 'mark' }]
}

/** In order of time; entries at one instant stay in the order of the file. */
export const timelineShape: Shape<readonly TimelineEntry[]> = checked(
  meaning(listOf('list of entries', meaning(entryFields, entriesOf)), entries =>
    entries.flat().toSorted((a, b) => a.atNs - b.atNs),
  ),
  reportRepeatedMarks,
)

function reportRepeatedMarks(cursor: Cursor): void {
  if (!Array.isArray(cursor.value)) return
  const lines = new Map<string, number>()
  for (const index of cursor.value.keys()) {
    const mark = childOf(itemOf(cursor, index), 'mark')
    if (typeof mark.value !== 'string') continue
    const line = lines.get(mark.value)
    if (line === undefined) lines.set(mark.value, mark.source.place.line)
    else reportAt(mark, { code: 'MS3014', message: `${quoted(mark.value)} is already the mark of line ${line}` })
  }
}
