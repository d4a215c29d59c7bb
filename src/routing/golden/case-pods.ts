import type { Pod } from '../../dataplane/pod.ts'

/** Names of pods in a state other than running, as `case.json` lists them: `cluster/pod` where there are several clusters. */
export interface PodConditions {
  readonly notReady?: readonly string[]
  readonly terminating?: readonly string[]
  readonly terminatingNotServing?: readonly string[]
}

export function markPods(pods: readonly Pod[], conditions: PodConditions): readonly Pod[] {
  const has = (names: readonly string[] | undefined, pod: Pod) => names?.includes(recordedName(pod)) ?? false
  return pods.map(pod => {
    if (has(conditions.notReady, pod)) return { ...pod, ready: false, serving: false }
    if (has(conditions.terminating, pod)) return { ...pod, ready: false, serving: true, terminating: true }
    if (has(conditions.terminatingNotServing, pod)) return { ...pod, ready: false, serving: false, terminating: true }
    return pod
  })
}

function recordedName({ cluster, name }: Pod): string {
  return cluster === '' ? name : `${cluster}/${name}`
}
