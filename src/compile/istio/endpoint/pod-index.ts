import { type Pod, podId } from '../../../dataplane/pod.ts'
import { labelsMatch } from '../field.ts'
import { append, groupBy } from '../multimap.ts'
import { once } from '../once.ts'

/** Pods by namespace and label, so that finding those of a Service does not look at all pods. */
export interface PodIndex {
  /** Pods of the namespace that carry all labels, in the order given; an empty selector, as ServiceEntries may have one, picks all. */
  select(namespace: string, selector: Readonly<Record<string, string>>): readonly Pod[]
  /** By id, see `podId`. */
  named(id: string): Pod | undefined
  withIp(ip: string): Pod | undefined
}

export function indexPods(pods: readonly Pod[]): PodIndex {
  const byLabel = new Map<string, Pod[]>()
  for (const pod of pods) {
    for (const key of Object.keys(pod.labels)) append(byLabel, labelKey(pod.namespace, key, pod.labels[key]), pod)
  }
  const byNamespace = once(() => groupBy(pods, pod => pod.namespace))
  const byName = once(() => new Map(pods.map(pod => [podId(pod), pod])))
  const byIp = once(() => new Map(pods.map(pod => [pod.ip, pod])))
  return {
    select(namespace, selector) {
      let fewest: readonly Pod[] | undefined
      for (const key of Object.keys(selector)) {
        const candidates = byLabel.get(labelKey(namespace, key, selector[key])) ?? []
        if (!fewest || candidates.length < fewest.length) fewest = candidates
      }
      return fewest?.filter(pod => labelsMatch(selector, pod.labels)) ?? byNamespace().get(namespace) ?? []
    },
    named: id => byName().get(id),
    withIp: ip => byIp().get(ip),
  }
}

function labelKey(namespace: string, key: string, value: string): string {
  return `${namespace}\n${key}\n${value}`
}
