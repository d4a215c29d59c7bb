import type { Happening } from '../measure/result.ts'
import type { PodState } from './pod-state.ts'
import type { ProxyState } from './proxy-state.ts'
import type { World } from './world.ts'

/** Ejections of one pod that belong together: no more than this apart. */
const EPISODE_NS = 60_000_000_000

interface Ejections {
  readonly pod: PodState
  readonly firstNs: number
  lastNs: number
  readonly cause: string
  readonly proxies: Set<ProxyState>
  /** Proxies of the callers' workload, all of which could have ejected it. */
  readonly callers: string
  count: number
}

interface Overload {
  readonly firstNs: number
  lastNs: number
  rejected: number
}

/** Notes what a person would tell afterwards, and tells it with its cause. Bounded by the number of pods, not of requests. */
export class Journal {
  private readonly told: Happening[] = []
  private readonly ejections: Ejections[] = []
  private readonly latest = new Map<string, Ejections>()
  private readonly overloads = new Map<string, Overload>()
  private readonly finished: { workload: string; overload: Overload }[] = []

  tell(world: World, what: string, detail: string): void {
    this.told.push({ atNs: world.queue.nowNs, what, detail })
  }

  /** Which workloads lose how many pods: what capacity is left. */
  zoneLost(world: World, zone: string, lost: readonly PodState[]): void {
    const detail = [...new Set(lost.map(pod => pod.workload))].map(workload => {
      const before = world.pods.filter(pod => pod.workload === workload && pod.condition === 0).length
      const after = before - lost.filter(pod => pod.workload === workload).length
      return `${shortName(workload)} ${before} → ${after}`
    })
    this.tell(world, `zone ${zone} lost`, `pods: ${detail.join(', ')}`)
  }

  ejected(proxy: ProxyState, pod: PodState, atNs: number, cause: string): void {
    const key = `${proxy.pod.workload} ${pod.workload}/${pod.pod.name}`
    const current = this.latest.get(key)
    if (current !== undefined && atNs - current.lastNs <= EPISODE_NS) {
      current.lastNs = atNs
      current.count++
      current.proxies.add(proxy)
      return
    }
    const callers = proxy.pod.workload
    const started = { pod, firstNs: atNs, lastNs: atNs, cause, proxies: new Set([proxy]), callers, count: 1 }
    this.latest.set(key, started)
    this.ejections.push(started)
  }

  queueFull(pod: PodState, atNs: number): void {
    const current = this.overloads.get(pod.workload)
    if (current !== undefined && atNs - current.lastNs <= EPISODE_NS / 2) {
      current.lastNs = atNs
      current.rejected++
      return
    }
    const overload = { firstNs: atNs, lastNs: atNs, rejected: 1 }
    this.overloads.set(pod.workload, overload)
    this.finished.push({ workload: pod.workload, overload })
  }

  /** In time order. */
  happenings(world: World): Happening[] {
    const all = [
      ...this.told,
      ...this.ejections.map(each => ejectionStory(world, each)),
      ...this.finished.map(overloadStory),
    ]
    return all.sort((a, b) => a.atNs - b.atNs)
  }
}

function ejectionStory(world: World, { pod, firstNs, lastNs, cause, proxies, callers, count }: Ejections): Happening {
  const peers = world.proxies.filter(proxy => proxy.pod.workload === callers).length
  const until = count > proxies.size ? `, ${count} times until ${seconds(lastNs - firstNs)} later` : ''
  return {
    atNs: firstNs,
    what: `${pod.pod.name} ejected`,
    detail: `outlier detection (${cause}): by ${proxies.size} of ${peers} ${shortName(callers)} proxies${until}`,
  }
}

function overloadStory({ workload, overload }: { workload: string; overload: Overload }): Happening {
  const lasted = seconds(overload.lastNs - overload.firstNs)
  return {
    atNs: overload.firstNs,
    what: `${shortName(workload)} queues full`,
    detail: `${overload.rejected} requests turned away with 503 over ${lasted}`,
  }
}

function shortName(workload: string): string {
  return workload.startsWith('default/') ? workload.slice('default/'.length) : workload
}

function seconds(ns: number): string {
  return `${Math.round(ns / 1e8) / 10}s`
}
