import type { MeshService } from './service.ts'

/**
 * Whether a client in `namespace` gets `candidate` rather than `existing`, two services of one hostname of which
 * `existing` comes first in istiod's order: own namespace first (since 1.30), then a Kubernetes Service before a
 * ServiceEntry, else the first one stays (pilot/pkg/model/sidecar.go:pickBestVisibleNamespace).
 */
export function preferred(
  candidate: MeshService,
  existing: MeshService,
  namespace: string,
  preferOwnNamespace: boolean,
): boolean {
  if (preferOwnNamespace) {
    const candidateIsOwn = candidate.namespace === namespace
    const existingIsOwn = existing.namespace === namespace
    if (candidateIsOwn !== existingIsOwn) return candidateIsOwn
  }
  return candidate.kind === 'kubernetes' && existing.kind !== 'kubernetes'
}
