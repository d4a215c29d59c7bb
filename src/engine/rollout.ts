import { fields } from '../compile/istio/field.ts'
import { expandPods } from '../compile/istio/pods/expand.ts'
import type { WorkloadTemplate } from '../compile/istio/pods/workload-template.ts'
import { readWorkloads } from '../compile/istio/pods/workloads.ts'
import { gatewayIds } from '../compile/open-mesh.ts'
import { canonicalText } from '../config/canonical-text.ts'
import type { Mesh } from '../config/mesh.ts'
import { matchesWorkload } from '../config/scenario/behaviour.ts'
import { type Pod, podId, workloadId } from '../dataplane/pod.ts'
import { coldStartOf, setReady } from './pod-life.ts'
import { DOWN, type PodState } from './pod-state.ts'
import { becomeReady, retire } from './pod-turns.ts'
import { addPod } from './pods.ts'
import { type Strategy, strategyOf, toStart, toStop } from './rolling-update.ts'
import type { World } from './world.ts'
import { later } from './world-change.ts'

/** `scale:` the pods of the workload (in each cluster) become `replicas`; new ones start cold, those beyond are drained. */
export function setReplicas(world: World, workload: string, replicas: number): void {
  const all = [...new Set(world.pods.map(pod => pod.workload))].map(id => {
    const [namespace, name] = id.split('/')
    return { namespace, name }
  })
  const meant = all.filter(each => matchesWorkload(workload, each, all))
  for (const { namespace, name } of meant) world.replicas.set(`${namespace}/${name}`, replicas)
  rollOut(world)
}

/**
 * Brings the pods in line with the workloads as they are now: Kubernetes' controllers, without their delays. Pods that are
 * replaced take turns (`replacePods`).
 */
export function rollOut(world: World): void {
  const { fresh, surplus } = outOfLine(world)
  const here = ({ workload }: { readonly workload: string }) => !world.rolling.get(workload)?.isUnderWay
  bringUp(
    world,
    fresh.filter(pod => here({ workload: workloadId(pod) })),
  )
  const leaving = surplus.filter(here)
  if (leaving.length > 0) drainAway(world, leaving)
}

/** What is wanted and not there, and what is there and not wanted. */
function outOfLine(world: World): { readonly fresh: readonly Pod[]; readonly surplus: readonly PodState[] } {
  const wanted = wantedPods(world)
  const names = new Set(wanted.map(podId))
  return {
    fresh: wanted.filter(pod => !isHere(world, pod)),
    surplus: world.pods.filter(({ pod, role, leaving }) => role !== 'external' && !leaving && !names.has(podId(pod))),
  }
}

/** Pods whose workload has replaced its pods before are numbered from where those ended. */
function wantedPods(world: World): readonly Pod[] {
  const { pods } = expandPods(world.control.mesh, world.placement, runningPods(world))
  return pods.map(pod => ({ ...pod, name: renumbered(pod.name, firstNumber(world, workloadId(pod))) }))
}

/**
 * A pod that leaves, or was one of an older template, keeps its address to the end, but its name is free for a new pod,
 * which is another one.
 */
function runningPods(world: World): readonly Pod[] {
  return world.pods
    .filter(({ role }) => role !== 'external')
    .map(({ pod, workload, leaving }) => {
      const number = numberOf(pod.name) - firstNumber(world, workload)
      const gone = leaving || number < 0
      return { ...pod, name: gone ? `${pod.name} (leaving)` : renumbered(pod.name, -firstNumber(world, workload)) }
    })
}

function bringUp(world: World, wanted: readonly Pod[]): readonly PodState[] {
  const gateways = gatewayIds(world.control.mesh)
  const fresh = wanted.map(pod => addPod(world, notReady(pod), roleOf(gateways, pod)))
  for (const { pod } of fresh) world.books.change(world.queue.nowNs, `pod ${pod.namespace}/${pod.name} starts`)
  if (fresh.length > 0) start(world, fresh)
  return fresh
}

/** Deployments of both meshes whose pod templates differ: whatever it is, Kubernetes then makes other pods. */
export function changedTemplates(before: Mesh, after: Mesh): readonly string[] {
  const templates = new Map(readWorkloads(before).map(each => [workloadId(each), templateText(each)]))
  return readWorkloads(after)
    .filter(each => each.resource.kind === 'Deployment')
    .filter(each => templates.has(workloadId(each)) && templates.get(workloadId(each)) !== templateText(each))
    .map(workloadId)
}

function templateText({ resource }: WorkloadTemplate): string {
  return canonicalText(fields(resource.body.spec).template)
}

/** New pods for those of these workloads, as the strategy of each Deployment says. */
export function replacePods(world: World, workloads: readonly string[]): void {
  for (const workload of workloads) {
    const numbers = world.pods.filter(pod => pod.workload === workload).map(({ pod }) => numberOf(pod.name))
    world.rolling.set(workload, { firstNumber: Math.max(-1, ...numbers) + 1, isUnderWay: true })
    replaceNext(world, workload)
  }
}

/** These pods have become ready, or are gone: if their Deployment waited for that, it goes on. */
export function goOnReplacing(world: World, pods: readonly PodState[]): void {
  for (const workload of new Set(pods.map(pod => pod.workload))) {
    if (!world.rolling.get(workload)?.isUnderWay) continue
    replaceNext(world, workload)
    const { minReadyNs } = strategyNow(world, workload, 0)
    if (minReadyNs > 0) later(world, minReadyNs, `${workload} goes on`, () => replaceNext(world, workload))
  }
}

/** As far as the strategy lets it go now. A new pod that never becomes ready holds up the rest, as in Kubernetes. */
function replaceNext(world: World, workload: string): void {
  while (world.rolling.get(workload)?.isUnderWay) {
    const { fresh, surplus } = outOfLine(world)
    const missing = fresh.filter(pod => workloadId(pod) === workload)
    const old = surplus.filter(pod => pod.workload === workload)
    if (missing.length === 0 && old.length === 0) {
      world.rolling.set(workload, { firstNumber: firstNumber(world, workload), isUnderWay: false })
      return rollOut(world)
    }
    const next = nextTurn(world, workload, missing, old)
    if (next.start.length === 0 && next.stop.length === 0) return
    bringUp(world, next.start)
    if (next.stop.length > 0) drainAway(world, next.stop)
  }
}

interface Turn {
  readonly start: readonly Pod[]
  readonly stop: readonly PodState[]
}

function nextTurn(world: World, workload: string, missing: readonly Pod[], old: readonly PodState[]): Turn {
  const here = world.pods.filter(pod => pod.workload === workload)
  const started = here.filter(pod => !pod.leaving && !old.includes(pod))
  const replicas = missing.length + started.length
  const strategy = strategyNow(world, workload, replicas)
  if (strategy.recreates) {
    const isEmpty = here.every(({ leaving, condition }) => leaving && condition === DOWN)
    return { start: isEmpty || started.length > 0 ? missing : [], stop: old }
  }
  const isAvailable = ({ pod, readySinceNs }: PodState) =>
    pod.ready && world.queue.nowNs - readySinceNs >= strategy.minReadyNs
  const turnover = {
    replicas,
    started: started.length,
    startedAvailable: started.filter(isAvailable).length,
    old: old.length,
    oldAvailable: old.filter(isAvailable).length,
  }
  const starts = toStart(turnover, strategy)
  // A controller looks at the old pods when it has nothing to start.
  if (starts > 0) return { start: missing.slice(0, starts), stop: [] }
  const { unavailable, available } = toStop(turnover, strategy)
  const ready = old.filter(isAvailable)
  const others = old.filter(pod => !isAvailable(pod))
  return { start: [], stop: [...others.slice(0, unavailable), ...ready.slice(0, available)] }
}

function strategyNow(world: World, workload: string, replicas: number): Strategy {
  const template = readWorkloads(world.control.mesh).find(each => workloadId(each) === workload)
  return strategyOf(fields(template?.resource.body.spec), replicas)
}

function start(world: World, pods: readonly PodState[]): void {
  for (const pod of pods) {
    const { readyAfterNs, slowForNs } = coldStartOf(world, pod)
    pod.coldUntilNs = world.queue.nowNs + readyAfterNs + slowForNs
  }
  becomeReady(world, pods)
}

function drainAway(world: World, pods: readonly PodState[]): void {
  for (const pod of pods) {
    pod.dismissed = true
    setReady(pod, false)
  }
  retire(world, pods)
}

function isHere(world: World, pod: Pod): boolean {
  const known = world.podByName.get(podId(pod))
  return known !== undefined && !known.leaving
}

/** `web-3@west` is number 3; a bare Pod has none. */
const NUMBERED = /-(\d+)(@.*)?$/

function numberOf(name: string): number {
  return Number(NUMBERED.exec(name)?.[1] ?? 0)
}

function renumbered(name: string, by: number): string {
  return by === 0 ? name : name.replace(NUMBERED, (_, number, cluster = '') => `-${Number(number) + by}${cluster}`)
}

function firstNumber(world: World, workload: string): number {
  return world.rolling.get(workload)?.firstNumber ?? 0
}

function notReady(pod: Pod): Pod {
  return { ...pod, ready: false, serving: false }
}

export function roleOf(gateways: ReadonlySet<string>, pod: Pod): 'app' | 'gateway' {
  return gateways.has(workloadId(pod)) ? 'gateway' : 'app'
}
