import type { OutlierPolicy } from '../dataplane/cluster.ts'
import type { Happening } from '../measure/result.ts'
import { ejectableHosts } from '../proxy/outlier/ejection-cap.ts'
import { NC, NR, UC, UF, UH, UO, URX, UT } from './flags.ts'
import { type PodState, UP } from './pod-state.ts'
import type { ProxyState } from './proxy-state.ts'
import type { UpstreamState } from './upstream-state.ts'
import type { World } from './world.ts'

/** Ejections of one pod that belong together: no more than this apart. */
const EJECTIONS_NS = 60_000_000_000
/** The same for rejections and failures. */
const TROUBLE_NS = 30_000_000_000

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

/** What outlier detection found and the cap kept in. */
interface Refusals {
  readonly workload: string
  readonly pods: Set<PodState>
  readonly firstNs: number
  lastNs: number
  readonly callers: string
  readonly hosts: number
  readonly policy: OutlierPolicy
  count: number
}

interface Overload {
  readonly workload: string
  readonly firstNs: number
  lastNs: number
  rejected: number
}

interface Failures {
  readonly reason: Reason
  readonly caller: string
  readonly to: string
  readonly firstNs: number
  lastNs: number
  count: number
}

interface Reason {
  readonly flag: number
  readonly name: string
  readonly words: string
}

/** What a response flag says to somebody who doesn't know it by heart; the most telling first. */
const REASONS: readonly Reason[] = [
  { flag: NR, name: 'NR', words: 'no route' },
  { flag: NC, name: 'NC', words: 'no such cluster' },
  { flag: UH, name: 'UH', words: 'no healthy upstream' },
  { flag: UO, name: 'UO', words: 'a limit of the connection pool is reached' },
  { flag: UF, name: 'UF', words: 'no connection' },
  { flag: UC, name: 'UC', words: 'connection closed before the answer' },
  { flag: UT, name: 'UT', words: 'no answer in time' },
  { flag: URX, name: 'URX', words: 'retries used up' },
]
const ANY_REASON = REASONS.reduce((flags, { flag }) => flags | flag, 0)

/** Notes what a person would tell afterwards, and tells it with its cause. Bounded by the number of pods, not of requests. */
export class Journal {
  private readonly told: Happening[] = []
  private readonly ejections: Ejections[] = []
  private readonly latest = new Map<string, Ejections>()
  private readonly refusals = new Map<string, Refusals>()
  private readonly allRefusals: Refusals[] = []
  private readonly overloads = new Map<string, Overload>()
  private readonly allOverloads: Overload[] = []
  private readonly failures = new Map<string, Failures>()
  private readonly allFailures: Failures[] = []

  tell(world: World, what: string, detail: string): void {
    this.told.push({ atNs: world.queue.nowNs, what, detail })
  }

  ejected(world: World, proxy: ProxyState, pod: PodState, cause: string): void {
    const atNs = world.queue.nowNs
    const key = `${proxy.pod.workload} ${pod.workload}/${pod.pod.name}`
    const current = this.latest.get(key)
    if (current !== undefined && atNs - current.lastNs <= EJECTIONS_NS) {
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

  refused(upstream: UpstreamState, slot: number, atNs: number): void {
    const { proxy, cluster, balancer } = upstream
    const { pod } = upstream.hosts[slot]
    const { outlier: policy } = cluster
    if (policy === undefined) return
    const callers = proxy.pod.workload
    const { workload } = pod
    const key = `${callers} ${workload}`
    const current = this.refusals.get(key)
    if (current !== undefined && atNs - current.lastNs <= EJECTIONS_NS) {
      current.lastNs = atNs
      current.count++
      current.pods.add(pod)
      return
    }
    const hosts = balancer.hosts.current.length
    const started = { workload, pods: new Set([pod]), firstNs: atNs, lastNs: atNs, callers, hosts, policy, count: 1 }
    this.refusals.set(key, started)
    this.allRefusals.push(started)
  }

  queueFull(pod: PodState, atNs: number): void {
    const current = this.overloads.get(pod.workload)
    if (current !== undefined && atNs - current.lastNs <= TROUBLE_NS) {
      current.lastNs = atNs
      current.rejected++
      return
    }
    const started = { workload: pod.workload, firstNs: atNs, lastNs: atNs, rejected: 1 }
    this.overloads.set(pod.workload, started)
    this.allOverloads.push(started)
  }

  /** A hop failed for a reason that its caller's proxy saw; injected faults are not worth telling. */
  failed(atNs: number, caller: string, to: string, flags: number): void {
    if ((flags & ANY_REASON) === 0) return
    const reason = REASONS.find(({ flag }) => flags & flag) as Reason
    const key = `${reason.name} ${caller} ${to}`
    const current = this.failures.get(key)
    if (current !== undefined && atNs - current.lastNs <= TROUBLE_NS) {
      current.lastNs = atNs
      current.count++
      return
    }
    const started = { reason, caller, to, firstNs: atNs, lastNs: atNs, count: 1 }
    this.failures.set(key, started)
    this.allFailures.push(started)
  }

  /** In time order. */
  happenings(world: World): Happening[] {
    const name = namerOf(world)
    const all = [
      ...this.told,
      ...this.ejections.map(each => ejectionStory(each, name)),
      ...this.allRefusals.map(each => refusalStory(each, name)),
      ...this.allOverloads.map(each => overloadStory(each, name)),
      ...this.allFailures.map(each => failureStory(each, name)),
    ]
    return all.sort((a, b) => a.atNs - b.atNs)
  }
}

function ejectionStory(ejections: Ejections, name: Namer): Happening {
  const { pod, firstNs, lastNs, cause, proxies, callers, peers, count } = ejections
  const who = `${proxies.size} of ${Math.max(peers, proxies.size)} live ${name(callers)} proxies`
  const again = count > proxies.size ? `, ${grouped(count)} times ${within(firstNs, lastNs)}` : ''
  return { atNs: firstNs, what: `${pod.pod.name} ejected`, detail: `outlier detection (${cause}): by ${who}${again}` }
}

function refusalStory(refusals: Refusals, name: Namer): Happening {
  const { workload, pods, firstNs, lastNs, callers, hosts, policy, count } = refusals
  const most = ejectableHosts(hosts, policy)
  const cap = `of ${counted(hosts, 'host')} a cap of ${policy.maxEjectionPercent}% lets ${most === 0 ? 'none' : most} go`
  const times = count > 1 ? `, ${grouped(count)} times ${within(firstNs, lastNs)}` : ''
  const detail = `outlier detection of ${name(callers)} would eject ${pods.size > 1 ? 'them' : 'it'}${times}: ${cap}`
  const [first] = pods
  const what = pods.size > 1 ? `${pods.size} pods of ${name(workload)} stay in` : `${first.pod.name} stays in`
  return { atNs: firstNs, what, detail }
}

function overloadStory({ workload, firstNs, lastNs, rejected }: Overload, name: Namer): Happening {
  const detail = `${counted(rejected, 'attempt')} turned away with 503 ${within(firstNs, lastNs)}`
  return { atNs: firstNs, what: `${name(workload)} queues full`, detail }
}

function failureStory(failures: Failures, name: Namer): Happening {
  const { reason, caller, to, firstNs, lastNs, count } = failures
  const detail = `${reason.words}: ${counted(count, 'request')} to ${name(to)} failed ${within(firstNs, lastNs)}`
  return { atNs: firstNs, what: `${reason.name} at ${name(caller)}`, detail }
}

function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`
}

function within(firstNs: number, lastNs: number): string {
  return lastNs - firstNs < 5e7 ? 'at once' : `within ${lasting(lastNs - firstNs)}`
}

type Namer = (id: string) => string

/** `namespace/name` without the namespace where only one namespace of the run has the name. */
function namerOf(world: World): Namer {
  const ids = new Set(world.pods.map(({ workload }) => workload))
  const isBare = new Map<string, boolean>()
  for (const id of ids) isBare.set(bareName(id), !isBare.has(bareName(id)))
  return id => (isBare.get(bareName(id)) || id.startsWith('default/') ? bareName(id) : id)
}

function bareName(id: string): string {
  return id.slice(id.indexOf('/') + 1)
}

/** Which workloads lose how many pods: what capacity is left. */
export function survivors(world: World, lost: readonly PodState[]): string {
  const name = namerOf(world)
  const changes = [...new Set(lost.map(pod => pod.workload))].map(workload => {
    const before = world.pods.filter(pod => pod.workload === workload && pod.condition === UP).length
    const after = before - lost.filter(pod => pod.workload === workload).length
    return `${name(workload)} ${before} → ${after}`
  })
  return changes.length === 0 ? 'no pods' : `pods ${changes.join(', ')}`
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
