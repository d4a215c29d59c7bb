import type { ClusterRef } from '../cluster-refs.ts'
import { DOWN, UNREACHABLE } from '../pod-state.ts'
import type { ProxyState } from '../proxy-state.ts'
import type { UpstreamState } from '../upstream-state.ts'
import { Dealings } from './dealings.ts'
import { EjectionLog } from './ejection-log.ts'

/**
 * Notes why requests fared as they did. It hears of changes only, never of requests, and the engine decides nothing from
 * it. Memory is bounded by workloads x clusters that they use, and by the buckets of the time series.
 */
export class CauseLog {
  readonly ejections = new EjectionLog()
  readonly #bucketNs: number
  readonly #dealings = new Map<string, Dealings>()

  constructor(bucketNs: number) {
    this.#bucketNs = bucketNs
  }

  /** In order of first use. */
  get dealings(): Iterable<Dealings> {
    return this.#dealings.values()
  }

  of({ pod: { workload } }: ProxyState, { name, to }: ClusterRef): Dealings {
    const key = `${workload}\n${name}\n${to}`
    let dealings = this.#dealings.get(key)
    if (dealings === undefined) {
      dealings = new Dealings(workload, name, to, this.#bucketNs)
      this.#dealings.set(key, dealings)
    }
    return dealings
  }

  /** Endpoints or their health may have changed, or what the balancers know of them. */
  healthChanged({ dealings, proxy, balancer }: UpstreamState, nowNs: number): void {
    const { hosts, load } = balancer
    const { current } = hosts
    const { condition } = proxy.pod
    // A dead proxy sends nothing anywhere.
    if (condition === DOWN || condition === UNREACHABLE) return dealings.loads.forget(proxy.index, nowNs)
    dealings.noteHosts(current.length)
    const healthy = current.filter(slot => hosts.healthy(slot)).length
    dealings.loads.note(proxy.index, load, current.length, healthy, nowNs)
  }
}
