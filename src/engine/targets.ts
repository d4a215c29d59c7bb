import { fields, labelsMatch, textMap } from '../compile/istio/field.ts'
import type { Mesh } from '../config/mesh.ts'
import { globMatches, isGlob, matchesWorkload } from '../config/scenario/behaviour.ts'
import type { PodTarget } from '../config/scenario/scenario.ts'
import type { Pod } from '../dataplane/pod.ts'
import { type Locality, localityText } from '../kernel/locality.ts'
import type { PodState } from './pod-state.ts'
import type { World } from './world.ts'

/**
 * Pods that a name, or glob, of a timeline entry means: pods by their own name, else all pods of the workloads, else those
 * that a Service of that name selects.
 */
export function podsNamed(world: Pick<World, 'pods' | 'control'>, name: string): PodState[] {
  const { pods } = world
  const byName = pods.filter(({ pod }) => podMatches(name, pod.name, pod.namespace))
  if (byName.length > 0) return byName
  const workloads = pods.map(({ pod }) => ({ namespace: pod.namespace, name: pod.workload }))
  const byWorkload = pods.filter(({ pod }) =>
    matchesWorkload(name, { namespace: pod.namespace, name: pod.workload }, workloads),
  )
  if (byWorkload.length > 0) return byWorkload
  const selected = podsOfService(
    world.control.mesh,
    pods.map(({ pod }) => pod),
    name,
  )
  return pods.filter(({ pod }) => selected.has(pod))
}

/** Pods behind the Service of that name (`name` or `namespace/name`). */
export function podsOfService(mesh: Mesh, pods: readonly Pod[], name: string): ReadonlySet<Pod> {
  const service = mesh.resources.find(
    each => each.kind === 'Service' && (each.name === name || `${each.namespace}/${each.name}` === name),
  )
  const selector = textMap(fields(service?.body.spec).selector)
  if (service === undefined || Object.keys(selector).length === 0) return new Set()
  return new Set(pods.filter(pod => pod.namespace === service.namespace && labelsMatch(selector, pod.labels)))
}

export function podMatches(pattern: string, name: string, namespace: string): boolean {
  const full = pattern.includes('/') ? `${namespace}/${name}` : name
  return isGlob(pattern) ? globMatches(pattern, full) : pattern === full
}

/** The pods to act on: those named, or as many of them as asked for, the lowest-numbered first. */
export function targetsOf(world: World, target: PodTarget): PodState[] {
  const all = podsNamed(world, target.name.name).filter(pod => !pod.leaving)
  const { pods } = target
  if (pods === undefined) return all
  const count = 'count' in pods ? pods.count : Math.round(pods.share * all.length)
  return all.slice(0, count)
}

/** Pods in a zone, named by the zone alone or with its region. */
export function podsInZone<P extends { readonly locality: Locality }>(pods: readonly P[], zone: string): P[] {
  return pods.filter(({ locality }) => {
    const { region, zone: own } = locality
    return zone === own || zone === `${region}/${own}` || zone === localityText(locality)
  })
}
