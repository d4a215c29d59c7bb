import type { BreakerRow, Causes, OutlierRow, PriorityRow } from '../../measure/causes.ts'
import { pathRows } from '../../measure/path-rows.ts'
import type { Recorder } from '../../measure/recorder.ts'
import type { Window } from '../../measure/result.ts'
import { retryRows } from '../../measure/retry-rows.ts'
import { ejectableHosts } from '../../proxy/outlier/ejection-cap.ts'
import type { UpstreamState } from '../upstream-state.ts'
import type { World } from '../world.ts'
import type { Dealings } from './dealings.ts'

/** Everything that can be said about why a finished run went as it did. */
export function causesOf(
  { causes, upstreams, queue }: World,
  recorder: Recorder,
  requested: readonly Window[],
): Causes {
  const windows = requested.filter(({ fromNs }) => fromNs < recorder.endedNs)
  const retries = retryRows(recorder, windows)
  const members = new Map<Dealings, UpstreamState[]>([...causes.dealings].map(each => [each, []]))
  for (const upstream of upstreams) members.get(upstream.dealings)?.push(upstream)
  const all = [...members]
  return {
    ejections: causes.ejections.rows,
    ejectionsLeftOut: causes.ejections.leftOut,
    outlierDetection: all.flatMap(([dealings, upstreams]) => outlierRow(dealings, upstreams)),
    priorities: all.flatMap(([dealings]) => priorityRow(dealings, queue.nowNs)),
    breakers: all.flatMap(([dealings, upstreams]) => breakerRow(dealings, upstreams)),
    retries,
    ...pathRows(recorder, retries),
  }
}

function labelsOf({ at, cluster, to }: Dealings) {
  return { at, cluster, to }
}

/** Policies may change during a run: the last one is told. */
function outlierRow(dealings: Dealings, upstreams: readonly UpstreamState[]): OutlierRow[] {
  const policy = upstreams.at(-1)?.cluster.outlier
  const { hosts, hostsLeast, ejections, shortestNs, longestNs, loads } = dealings
  const refused = sum(upstreams, ({ balancer }) => balancer.outlier?.overflow ?? 0)
  if (policy === undefined || (hosts === 0 && ejections === 0)) return []
  const ejectable = ejectableHosts(hosts, policy)
  const ejectableLeast = ejectableHosts(hostsLeast, policy)
  return [
    {
      ...labelsOf(dealings),
      proxies: loads.proxies,
      hosts,
      ejectable,
      ...(ejectableLeast === ejectable ? {} : { hostsLeast, ejectableLeast }),
      capPercent: policy.maxEjectionPercent,
      panicPercent: upstreams.at(-1)?.cluster.panicThreshold ?? 0,
      ejections,
      refused,
      pods: dealings.ejectedPods.size,
      ejectingProxies: dealings.ejectingProxies.size,
      detectors: Object.fromEntries(dealings.detectors),
      last: Object.fromEntries(dealings.last),
      ...(shortestNs <= longestNs ? { shortestNs, longestNs } : {}),
    },
  ]
}

function priorityRow(dealings: Dealings, nowNs: number): PriorityRow[] {
  const { loads } = dealings
  if (!loads.isWorthTelling) return []
  const { steps, stepsLeftOut } = loads
  return [{ ...labelsOf(dealings), steps, stepsLeftOut, panicNs: loads.panicNs(nowNs) }]
}

function breakerRow(dealings: Dealings, upstreams: readonly UpstreamState[]): BreakerRow[] {
  const total = (count: (limits: UpstreamState['balancer']['limits']) => number) =>
    sum(upstreams, ({ balancer }) => count(balancer.limits))
  const overflows = {
    connectionOverflows: total(limits => limits.connectionOverflows),
    pendingOverflows: total(limits => limits.pendingOverflows),
    requestOverflows: total(limits => limits.requestOverflows),
    retryOverflows: total(limits => limits.retryOverflows),
  }
  if (Object.values(overflows).every(count => count === 0)) return []
  const limits = upstreams.at(-1)?.cluster.limits ?? {}
  const { maxConnections, maxPendingRequests, maxRequests, maxRetries } = limits
  return [{ ...labelsOf(dealings), maxConnections, maxPendingRequests, maxRequests, maxRetries, ...overflows }]
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
