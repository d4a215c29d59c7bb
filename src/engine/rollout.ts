import { fields } from '../compile/istio/field.ts'
import { expandPods } from '../compile/istio/pods/expand.ts'
import type { WorkloadTemplate } from '../compile/istio/pods/workload-template.ts'
import { readWorkloads } from '../compile/istio/pods/workloads.ts'
import { gatewayIds } from '../compile/open-mesh.ts'
import { canonicalText } from '../config/canonical-text.ts'
import type { Mesh } from '../config/mesh.ts'
import { matchesWorkload } from '../config/scenario/behaviour.ts'
import { type Pod, podId, workloadId } from '../dataplane/pod.ts'
import { WORLD } from './event-kinds.ts'
import { coldStartOf, setReady } from './pod-life.ts'
import type { PodState } from './pod-state.ts'
import { addPod } from './pods.ts'
import { becomeReady, retire } from './timeline.ts'
import type { World } from './world.ts'
import { plan } from './world-change.ts'

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

/**
 * New pods for those of these workloads, one after the other: a pod of the new template starts, and when it is ready one of the
 * old ones is drained (`maxSurge: 1`, `maxUnavailable: 0`, which is what Kubernetes' 25 % come to for up to three pods).
 */
export function replacePods(world: World, workloads: readonly string[]): void {
  for (const workload of workloads) {
    const numbers = world.pods.filter(pod => pod.workload === workload).map(({ pod }) => numberOf(pod.name))
    const isUnderWay = world.rolling.get(workload)?.isUnderWay ?? false
    world.rolling.set(workload, { firstNumber: Math.max(-1, ...numbers) + 1, isUnderWay: true })
    if (!isUnderWay) replaceNext(world, workload)
  }
}

function replaceNext(world: World, workload: string): void {
  const { fresh, surplus } = outOfLine(world)
  const [next] = fresh.filter(pod => workloadId(pod) === workload)
  const old = surplus.filter(pod => pod.workload === workload)
  if (next === undefined || old.length === 0) {
    world.rolling.set(workload, { firstNumber: firstNumber(world, workload), isUnderWay: false })
    return rollOut(world)
  }
  const [pod] = bringUp(world, [next])
  const { readyAfterNs } = coldStartOf(world, pod)
  const onReady = () => {
    // One that died before it was ready holds up the rest, as it would in Kubernetes.
    if (!pod.pod.ready) return
    drainAway(world, old.slice(0, 1))
    replaceNext(world, workload)
  }
  if (readyAfterNs === 0) onReady()
  else plan(world, world.queue.nowNs + readyAfterNs, WORLD, { what: `${next.name} takes over`, make: onReady })
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
