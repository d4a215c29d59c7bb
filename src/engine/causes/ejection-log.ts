import type { OutlierPolicy } from '../../dataplane/cluster.ts'
import type { EjectionRow } from '../../measure/causes.ts'
import type { Detection, OutlierEvent } from '../../proxy/outlier/outlier-event.ts'
import type { UpstreamState } from '../upstream-state.ts'
import { countIn } from './dealings.ts'

/** Ejections that are told one by one; all are counted. */
const MOST_ROWS = 500

type Ejection = { -readonly [K in keyof EjectionRow]: EjectionRow[K] }

/** Who ejected whom, why, and for how long. */
export class EjectionLog {
  readonly rows: Ejection[] = []
  leftOut = 0
  /** By upstream, then slot: who is out at present. */
  readonly #out = new Map<UpstreamState, Map<number, Ejection>>()

  hear(upstream: UpstreamState, event: OutlierEvent): void {
    if (event.action === 'eject') this.#eject(upstream, event.slot, event.detection, event.ejections, event.atNs)
    else if (event.action === 'uneject') this.#end(upstream, event.slot, event.ejectedForNs)
  }

  /** How the attempt ended for which the host was ejected a moment ago. */
  tipped(upstream: UpstreamState, slot: number, last: string): void {
    const ejection = this.#out.get(upstream)?.get(slot)
    if (ejection === undefined) return
    ejection.last = last
    countIn(upstream.dealings.last, last)
  }

  /** The proxy has new endpoints: hosts that left are out no longer. */
  membersChanged(upstream: UpstreamState, nowNs: number): void {
    const { alive } = upstream.balancer.hosts
    for (const [slot, ejection] of this.#out.get(upstream) ?? []) {
      if (alive[slot] === 1) continue
      ejection.removed = true
      this.#end(upstream, slot, nowNs - ejection.atNs)
    }
  }

  #eject(upstream: UpstreamState, slot: number, detection: Detection, ejections: number, atNs: number): void {
    const { dealings, proxy, cluster } = upstream
    const { at, to } = dealings
    const pod = upstream.hosts[slot].pod
    const ejection: Ejection = {
      atNs,
      at,
      cluster: dealings.cluster,
      to,
      proxy: proxy.pod.pod.name,
      pod: pod.pod.name,
      detector: detection,
      threshold: cluster.outlier && thresholdOf(cluster.outlier, detection),
      last: '',
      ejection: ejections,
    }
    if (this.rows.length < MOST_ROWS) this.rows.push(ejection)
    else this.leftOut++
    const out = this.#out.get(upstream) ?? new Map<number, Ejection>()
    this.#out.set(upstream, out.set(slot, ejection))
    dealings.ejections++
    dealings.ejectedPods.add(pod)
    dealings.ejectingProxies.add(proxy)
    countIn(dealings.detectors, detection)
  }

  #end(upstream: UpstreamState, slot: number, forNs: number): void {
    const out = this.#out.get(upstream)
    const ejection = out?.get(slot)
    if (ejection === undefined) return
    out?.delete(slot)
    ejection.forNs = forNs
    const { dealings } = upstream
    dealings.shortestNs = Math.min(dealings.shortestNs, forNs)
    dealings.longestNs = Math.max(dealings.longestNs, forNs)
  }
}

function thresholdOf(policy: OutlierPolicy, detection: Detection): number | undefined {
  switch (detection) {
    case 'consecutive_5xx':
      return policy.consecutive5xx
    case 'consecutive_gateway_failure':
      return policy.consecutiveGatewayFailure
    case 'consecutive_local_origin_failure':
      return policy.consecutiveLocalOriginFailure
    default:
      return undefined
  }
}
