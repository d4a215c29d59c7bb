import { globMatches, isGlob, matchesWorkload } from '../config/scenario/behaviour.ts'
import type { PodTarget } from '../config/scenario/scenario.ts'
import { type Locality, localityText } from '../kernel/locality.ts'
import type { PodState } from './pod-state.ts'
import type { World } from './world.ts'

/** Pods that a name, or glob, of a timeline entry means: pods by their own name, else all pods of the workloads. */
export function podsNamed(pods: readonly PodState[], name: string): PodState[] {
  const byName = pods.filter(({ pod }) => podMatches(name, pod.name, pod.namespace))
  if (byName.length > 0) return byName
  const workloads = pods.map(({ pod }) => ({ namespace: pod.namespace, name: pod.workload }))
  return pods.filter(({ pod }) => matchesWorkload(name, { namespace: pod.namespace, name: pod.workload }, workloads))
}

export function podMatches(pattern: string, name: string, namespace: string): boolean {
  const full = pattern.includes('/') ? `${namespace}/${name}` : name
  return isGlob(pattern) ? globMatches(pattern, full) : pattern === full
}

/** The pods to act on: those named, or as many of them as asked for, the lowest-numbered first. */
export function targetsOf(world: World, target: PodTarget): PodState[] {
  const all = podsNamed(world.pods, target.name.name).filter(pod => !pod.leaving)
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
