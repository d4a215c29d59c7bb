import type { Happening } from '../measure/result.ts'
import { type PodState, UP } from './pod-state.ts'
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
  /** Workload of those proxies, and how many of its proxies were alive: all of them could have ejected it. */
  readonly callers: string
  readonly peers: number
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

  ejected(world: World, proxy: ProxyState, pod: PodState, cause: string): void {
    const atNs = world.queue.nowNs
    const key = `${proxy.pod.workload} ${pod.workload}/${pod.pod.name}`
    const current = this.latest.get(key)
    if (current !== undefined && atNs - current.lastNs <= EPISODE_NS) {
      current.lastNs = atNs
      current.count++
      current.proxies.add(proxy)
      return
    }
    const callers = proxy.pod.workload
    const peers = world.proxies.filter(each => each.pod.workload === callers && each.pod.condition === UP).length
    const started = { pod, firstNs: atNs, lastNs: atNs, cause, proxies: new Set([proxy]), callers, peers, count: 1 }
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
  happenings(): Happening[] {
    const all = [...this.told, ...this.ejections.map(ejectionStory), ...this.finished.map(overloadStory)]
    return all.sort((a, b) => a.atNs - b.atNs)
  }
}

function ejectionStory({ pod, firstNs, lastNs, cause, proxies, callers, peers, count }: Ejections): Happening {
  const who = `${proxies.size} of ${Math.max(peers, proxies.size)} live ${shortName(callers)} proxies`
  const again = count > proxies.size ? `, ${grouped(count)} times within ${lasting(lastNs - firstNs)}` : ''
  return { atNs: firstNs, what: `${pod.pod.name} ejected`, detail: `outlier detection (${cause}): by ${who}${again}` }
}

function overloadStory({ workload, overload }: { workload: string; overload: Overload }): Happening {
  const { firstNs, lastNs, rejected } = overload
  return {
    atNs: firstNs,
    what: `${shortName(workload)} queues full`,
    detail: `${grouped(rejected)} attempts turned away with 503${rejected > 1 ? ` over ${lasting(lastNs - firstNs)}` : ''}`,
  }
}

/** Which workloads lose how many pods: what capacity is left. */
export function survivors(world: World, lost: readonly PodState[]): string {
  const changes = [...new Set(lost.map(pod => pod.workload))].map(workload => {
    const before = world.pods.filter(pod => pod.workload === workload && pod.condition === UP).length
    const after = before - lost.filter(pod => pod.workload === workload).length
    return `${shortName(workload)} ${before} → ${after}`
  })
  return changes.length === 0 ? 'no pods' : `pods ${changes.join(', ')}`
}

function shortName(workload: string): string {
  return workload.startsWith('default/') ? workload.slice('default/'.length) : workload
}

/** `0.4s`, `37s`, `1m52s`: as exact as a story needs. */
function lasting(ns: number): string {
  const seconds = ns / 1e9
  if (seconds < 10) return `${Math.round(seconds * 10) / 10}s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole}s`
  return whole % 60 === 0 ? `${whole / 60}m` : `${Math.floor(whole / 60)}m${whole % 60}s`
}

/** `38,625`. */
function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',')
}
