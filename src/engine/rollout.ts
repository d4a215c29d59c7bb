import { expandPods } from '../compile/istio/pods/expand.ts'
import { gatewayIds } from '../compile/open-mesh.ts'
import { matchesWorkload } from '../config/scenario/behaviour.ts'
import { type Pod, podId, workloadId } from '../dataplane/pod.ts'
import { coldStartOf, setReady } from './pod-life.ts'
import type { PodState } from './pod-state.ts'
import { addPod } from './pods.ts'
import { becomeReady, retire } from './timeline.ts'
import type { World } from './world.ts'

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

/** Brings the pods in line with the workloads as they are now: Kubernetes' controllers, without their delays. */
export function rollOut(world: World): void {
  const { mesh } = world.control
  const wanted = expandPods(mesh, world.placement, runningPods(world)).pods
  const gateways = gatewayIds(mesh)
  const names = new Set(wanted.map(podId))
  const fresh = wanted
    .filter(pod => !isHere(world, pod))
    .map(pod => addPod(world, notReady(pod), roleOf(gateways, pod)))
  const surplus = world.pods.filter(
    ({ pod, role, leaving }) => role !== 'external' && !leaving && !names.has(podId(pod)),
  )
  for (const { pod } of fresh) world.books.change(world.queue.nowNs, `pod ${pod.namespace}/${pod.name} starts`)
  if (fresh.length > 0) start(world, fresh)
  if (surplus.length > 0) drainAway(world, surplus)
}

/** A pod that leaves keeps its address to the end, but its name is free for a new pod, which is another one. */
function runningPods(world: World): readonly Pod[] {
  return world.pods
    .filter(({ role }) => role !== 'external')
    .map(({ pod, leaving }) => (leaving ? { ...pod, name: `${pod.name} (leaving)` } : pod))
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

function notReady(pod: Pod): Pod {
  return { ...pod, ready: false, serving: false }
}

export function roleOf(gateways: ReadonlySet<string>, pod: Pod): 'app' | 'gateway' {
  return gateways.has(workloadId(pod)) ? 'gateway' : 'app'
}
