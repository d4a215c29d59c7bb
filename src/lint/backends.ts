import { labelsMatch } from '../compile/istio/field.ts'
import { groupBy } from '../compile/istio/multimap.ts'
import type { WorkloadTemplate } from '../compile/istio/pods/workload-template.ts'
import type { MeshService } from '../compile/istio/registry/service.ts'

/** Finds the workloads behind a Service: of its namespace, with all labels of its selector. */
export function backendsOf(workloads: readonly WorkloadTemplate[]) {
  const byNamespace = groupBy(workloads, ({ namespace }) => namespace)
  const known = new Map<MeshService, readonly WorkloadTemplate[]>()
  return (service: MeshService): readonly WorkloadTemplate[] => {
    let found = known.get(service)
    if (!found) {
      const { selector } = service
      found = selector
        ? (byNamespace.get(service.namespace) ?? []).filter(({ labels }) => labelsMatch(selector, labels))
        : []
      known.set(service, found)
    }
    return found
  }
}

/** Pods of the workloads, one for a workload that does not say; undefined where the number of nodes decides. */
export function podCount(workloads: readonly WorkloadTemplate[]): number | undefined {
  if (workloads.some(({ resource }) => resource.kind === 'DaemonSet')) return undefined
  return workloads.reduce((sum, { replicas }) => sum + (replicas ?? 1), 0)
}
