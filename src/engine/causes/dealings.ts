import type { PodState } from '../pod-state.ts'
import type { ProxyState } from '../proxy-state.ts'
import { LoadHistory } from './load-history.ts'

/** What befell the proxies of one workload with one cluster; each of them has an UpstreamState for it. */
export class Dealings {
  /** Workload, `namespace/name`. */
  readonly at: string
  readonly cluster: string
  readonly to: string
  readonly loads: LoadHistory
  /** Most and fewest hosts that a proxy knew. */
  hosts = 0
  hostsLeast = Number.POSITIVE_INFINITY
  ejections = 0
  readonly ejectedPods = new Set<PodState>()
  readonly ejectingProxies = new Set<ProxyState>()
  /** Ejections by detector, and by how the attempt before each ended. */
  readonly detectors = new Map<string, number>()
  readonly last = new Map<string, number>()
  /** Of ejections that are over. */
  shortestNs = Number.POSITIVE_INFINITY
  longestNs = 0

  constructor(at: string, cluster: string, to: string, bucketNs: number) {
    this.at = at
    this.cluster = cluster
    this.to = to
    this.loads = new LoadHistory(bucketNs)
  }

  noteHosts(hosts: number): void {
    this.hosts = Math.max(this.hosts, hosts)
    this.hostsLeast = Math.min(this.hostsLeast, hosts)
  }
}

/** One more of its kind. */
export function countIn(counts: Map<string, number>, kind: string): void {
  counts.set(kind, (counts.get(kind) ?? 0) + 1)
}
