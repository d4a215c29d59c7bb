import { parseGoDuration } from '../../config/go-duration.ts'
import { MILLISECOND, SECOND } from '../../kernel/time.ts'
import {
  entriesOf,
  field,
  fieldsOf,
  isPresent,
  itemsOf,
  type JsonField,
  numberOf,
  phrase,
  textOf,
  unreadable,
} from '../json-field.ts'
import { canonicalName } from './page-outcome.ts'
import { readApplications } from './read-applications.ts'
import { readRuns } from './read-runs.ts'
import { readTimeline, splitOf } from './read-timeline.ts'
import type { ProxySettings, RecordedEndpoint, RecordedFigure, RecordedWindow, Recording } from './recording.ts'

/** The texts of one recording's folder. */
export interface RecordingFiles {
  readonly scenario: string
  readonly runs: string
  /** `arrivals-<run>.csv` by run. */
  readonly arrivals: ReadonlyMap<number, string>
}

/** @throws Unreadable when the file says something that isn't modelled, rather than to pass over it */
export function readRecording(files: RecordingFiles): Recording {
  const scenario = { path: 'scenario', value: JSON.parse(files.scenario) as unknown }
  const topology = field(scenario, 'topology')
  const config = field(scenario, 'proxies_config')
  phrase(field(topology, 'server_side_proxies'), /^none$/)
  phrase(field(topology, 'protocol'), /^HTTP\/1\.1 on every hop/)
  const pods = itemsOf(field(topology, 'pods')).map(pod => ({
    name: textOf(field(pod, 'name')),
    service: textOf(field(pod, 'service')),
    zone: textOf(field(pod, 'zone')),
  }))
  const proxies = itemsOf(field(topology, 'proxies')).map(proxy => ({
    name: textOf(field(proxy, 'name')),
    at: textOf(field(proxy, 'at')),
    zone: textOf(field(proxy, 'zone')),
    clusters: itemsOf(field(proxy, 'outbound_clusters')).map(textOf),
  }))
  const timeline = readTimeline(scenario)
  return {
    name: textOf(field(scenario, 'scenario')),
    title: textOf(field(scenario, 'title')),
    durationNs: secondsOf(field(scenario, 'duration_s')),
    entry: readEntry(field(scenario, 'client')),
    region: textOf(field(topology, 'region')),
    pods,
    proxies,
    applications: readApplications(scenario),
    settings: readSettings(config),
    initialSplit: splitOf(field(scenario, 'initial_split')),
    endpoints: readEndpoints(config),
    timeline,
    runs: readRuns(scenario, files.arrivals, { timeline, proxies, pods }),
    windows: itemsOf(field(scenario, 'windows_s')).map(readWindow),
  }
}

/** Figures of `band` in runs.json, by the scenario's windows. */
export function readBand(files: RecordingFiles, windows: readonly RecordedWindow[]): readonly RecordedFigure[] {
  const runs = { path: 'runs', value: JSON.parse(files.runs) as unknown }
  return itemsOf(field(runs, 'band')).flatMap(entry => {
    const fromNs = secondsOf(field(entry, 'from_s'))
    const toNs = secondsOf(field(entry, 'to_s'))
    const window = windows.findIndex(each => each.fromNs === fromNs && each.toNs === toNs)
    if (window < 0) unreadable(entry, 'a window of windows_s')
    return entriesOf(field(entry, 'figures')).map(([name, figure]) => {
      const mean = numberOf(field(figure, 'mean'))
      const interval = field(figure, 'next_run_95')
      // A figure that only one run has tells nothing of how it varies.
      const [low, high] = isPresent(interval) ? itemsOf(interval).map(numberOf) : [mean, mean]
      return { window, name: canonicalName(name), mean, low, high }
    })
  })
}

function readEntry(client: JsonField): Recording['entry'] {
  phrase(field(client, 'kind'), /^open loop/)
  phrase(field(client, 'to'), /^ingress$/)
  const timeout = field(client, 'timeout')
  const timeoutNs = timeout.value === 'none' ? 0 : durationOf(timeout)
  return { service: textOf(field(client, 'host')), path: textOf(field(client, 'path')), timeoutNs }
}

function readSettings(config: JsonField): ProxySettings {
  const cluster = field(config, 'cluster')
  const { common_lb_config_where_outlier_detection: _, other, ...fields } = fieldsOf(cluster)
  const others = { path: `${cluster.path}.other`, value: other }
  const panic = field(field(cluster, 'common_lb_config_where_outlier_detection'), 'healthy_panic_threshold')
  const base = phrase(field(config, 'retry_back_off'), /^default: base ([\d.]+) ms, max ([\d.]+) ms$/)
  if (Number(base[2]) !== 10 * Number(base[1])) unreadable(field(config, 'retry_back_off'), 'ten times the base as max')
  phrase(field(config, 'priorities'), /own zone 0, other zones 1; .*all are 0 \(compacted\)/)
  return {
    workers: numberOf(field(config, 'concurrency')),
    cluster: fields,
    outlier: new Map(
      entriesOf(field(config, 'outlier_detection_by_cluster')).map(([name, each]) => [name, fieldsOf(each)]),
    ),
    panicWithOutlier: numberOf(field(panic, 'value')),
    choiceCount: Number(phrase(others, /choice_count (\d+)[,)]/)[1]),
    mergeWindowNs: sentenceDuration(others, /update_merge_window (\S+?)[,)]/),
    idleTimeoutNs: sentenceDuration(others, /idle timeouts (\S+?)[,)]/),
    routes: new Map(
      entriesOf(field(config, 'routes')).map(([name, route]) => {
        const retry = field(route, 'retry_policy')
        const timeoutNs = durationOf(field(route, 'timeout'))
        return [name, { timeoutNs, ...(isPresent(retry) && { retry: fieldsOf(retry) }) }]
      }),
    ),
    backOffBaseNs: Number(base[1]) * MILLISECOND,
  }
}

function sentenceDuration(at: JsonField, pattern: RegExp): number {
  return durationOf({ path: at.path, value: phrase(at, pattern)[1] })
}

function readEndpoints(config: JsonField): Recording['endpoints'] {
  return new Map(
    entriesOf(field(config, 'endpoints_in_order_at_start')).map(([proxy, clusters]) => [
      proxy,
      new Map(entriesOf(clusters).map(([cluster, hosts]) => [cluster, itemsOf(hosts).map(readEndpoint)])),
    ]),
  )
}

function readEndpoint(host: JsonField): RecordedEndpoint {
  return {
    host: textOf(field(host, 'host')),
    zone: textOf(field(host, 'zone')),
    priority: numberOf(field(host, 'priority')),
  }
}

function readWindow(window: JsonField): RecordedWindow {
  const [fromNs, toNs] = itemsOf(window).map(secondsOf)
  return { fromNs, toNs }
}

function secondsOf(at: JsonField): number {
  return Math.round(numberOf(at) * SECOND)
}

function durationOf(at: JsonField): number {
  return parseGoDuration(textOf(at)) ?? unreadable(at, 'a duration')
}
