import { stream } from '../../kernel/rng.ts'
import { SECOND } from '../../kernel/time.ts'
import {
  entriesOf,
  field,
  isPresent,
  itemsOf,
  type JsonField,
  numberOf,
  oneOf,
  textOf,
  unreadable,
} from '../json-field.ts'
import { MODES, splitOf } from './read-timeline.ts'
import type { Operation, RecordedPod, RecordedProxy, RecordedRun, RunEvent } from './recording.ts'

interface Nominal {
  readonly timeline: readonly Operation[]
  readonly proxies: readonly RecordedProxy[]
  readonly pods: readonly RecordedPod[]
}

/** The runs with the instants at which things really happened; where a run tells none, those of the timeline. */
export function readRuns(
  scenario: JsonField,
  arrivals: ReadonlyMap<number, string>,
  nominal: Nominal,
): readonly RecordedRun[] {
  return itemsOf(field(scenario, 'per_run')).map(each => {
    const run = numberOf(field(each, 'run'))
    const sent = arrivals.get(run) ?? unreadable(field(each, 'run'), 'a run with a file of arrivals')
    const told = [
      ...itemsOf(field(each, 'pushes')).map(readPush),
      ...itemsOf(field(each, 'fault_instants')).map(readFault),
    ]
    const untold = nominal.timeline.filter(({ kind }) => !told.some(event => event.kind === kind))
    const events = [...told, ...untold.flatMap((operation, index) => nominalEvents(operation, index, run, nominal))]
    return {
      run,
      arrivalsNs: readArrivals(sent, run),
      events: events.sort((a, b) => a.atNs - b.atNs),
      sweepPhaseNs: new Map(entriesOf(field(each, 'outlier_sweep_phase')).map(readPhase)),
    }
  })
}

function readPush(push: JsonField): RunEvent {
  const proxy = textOf(field(push, 'proxy'))
  const applied = field(push, 'applied_t_s')
  const atNs = secondsOf(isPresent(applied) ? applied : field(push, 'written_t_s'))
  if (oneOf(field(push, 'kind'), ['rds', 'eds']) === 'rds') {
    return { kind: 'rds', atNs, proxy, split: splitOf(field(push, 'split')) }
  }
  const removed = itemsOf(field(push, 'removed')).map(textOf)
  return { kind: 'eds', atNs, proxy, cluster: textOf(field(push, 'cluster')), removed }
}

function readFault(fault: JsonField): RunEvent {
  const atNs = secondsOf(field(fault, 't_s'))
  if (isPresent(field(fault, 'mode'))) {
    return { kind: 'mode', atNs, pod: textOf(field(fault, 'pod')), mode: oneOf(field(fault, 'mode'), MODES) }
  }
  return {
    kind: 'slow',
    atNs,
    service: textOf(field(fault, 'service')),
    factor: numberOf(field(fault, 'slow_factor')),
  }
}

/** An operation as the timeline plans it; delays of pushes are drawn anew. */
function nominalEvents(operation: Operation, index: number, run: number, { proxies, pods }: Nominal): RunEvent[] {
  const { atNs } = operation
  const at = (delayNs: readonly [number, number], proxy: string): number =>
    Math.round(atNs + delayNs[0] + (delayNs[1] - delayNs[0]) * stream(run, 'push', `${index}`, proxy).next())
  switch (operation.kind) {
    case 'slow':
      return [operation]
    case 'mode':
      return operation.pods.map(pod => ({ kind: 'mode', atNs, pod, mode: operation.mode }))
    case 'rds': {
      const { split, delayNs } = operation
      const meant = proxies.filter(({ clusters }) => [...split.keys()].every(name => clusters.includes(name)))
      return meant.map(({ name }) => ({ kind: 'rds', atNs: at(delayNs, name), proxy: name, split }))
    }
    case 'eds': {
      const { removed, delayNs } = operation
      const services = new Map(pods.map(({ name, service }) => [name, service]))
      const touched = new Set(removed.map(pod => services.get(pod) ?? pod))
      return proxies.flatMap(({ name, clusters }) =>
        clusters
          .filter(cluster => removed.length === 0 || touched.has(cluster))
          .map(cluster => {
            const gone = removed.filter(pod => services.get(pod) === cluster)
            return { kind: 'eds' as const, atNs: at(delayNs, name), proxy: name, cluster, removed: gone }
          }),
      )
    }
  }
}

/** `t_s_mod_5`: start of the sweeps modulo their interval of 5 s. */
function readPhase([proxy, phase]: readonly [string, JsonField]): readonly [string, number] {
  const found = entriesOf(phase).find(([name]) => /^t_s_mod_[\d.]+$/.test(name))
  return [proxy, secondsOf(found?.[1] ?? unreadable(phase, 'a t_s_mod_<interval>'))]
}

/** Columns `id,planned_t_s,sent_t_s`; the planned times are the ones to feed. */
function readArrivals(text: string, run: number): readonly number[] {
  const [head, ...lines] = text.trim().split('\n')
  const column = head.split(',').indexOf('planned_t_s')
  if (column < 0) unreadable({ path: `arrivals-${run}.csv`, value: head }, 'a column planned_t_s')
  return lines.map(line => Math.round(Number(line.split(',')[column]) * SECOND)).sort((a, b) => a - b)
}

function secondsOf(at: JsonField): number {
  return Math.round(numberOf(at) * SECOND)
}
