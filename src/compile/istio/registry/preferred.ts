import type { MeshService } from './service.ts'

/**
 * Whether a client in `namespace` gets `candidate` rather than `existing`, two services of one hostname of which
 * `existing` comes first in istiod's order: own namespace first, then a Kubernetes Service before a ServiceEntry, else the
 * first one stays (pilot/pkg/model/sidecar.go:selectServices, with PILOT_UNIFIED_SIDECAR_SCOPE as since 1.24).
 */
export function preferred(candidate: MeshService, existing: MeshService, namespace: string): boolean {
  const candidateIsOwn = candidate.namespace === namespace
  const existingIsOwn = existing.namespace === namespace
  if (candidateIsOwn !== existingIsOwn) return candidateIsOwn
  return outranks(candidate, existing)
}

/**
 * Of each hostname the services of one namespace, that of the preferred one: a Service and a ServiceEntry of the same namespace
 * both stay.
 * @param candidates in istiod's order
 */
export function ofPreferredNamespace(candidates: readonly MeshService[], namespace: string): readonly MeshService[] {
  const chosen = new Map<string, MeshService>()
  for (const service of candidates) {
    const rival = chosen.get(service.hostname)
    if (!rival || preferred(service, rival, namespace)) chosen.set(service.hostname, service)
  }
  return candidates.filter(({ hostname, namespace: own }) => chosen.get(hostname)?.namespace === own)
}

/**
 * Whether `candidate` takes the place of `existing` where services have clusters, and all that counts at a gateway
 * (pilot/pkg/model/sidecar.go:appendSidecarServices).
 */
export function outranks(candidate: MeshService, existing: MeshService): boolean {
  return candidate.kind === 'kubernetes' && existing.kind !== 'kubernetes'
}

/**
 * The service that a VirtualService leads to where no import of a Sidecar settles it: as `preferred` says, but before 1.30
 * in any other than the own namespace the first namespace of the alphabet (pilot/pkg/model/sidecar.go:
 * pickBestVisibleNamespace, before it pickFirstVisibleNamespace).
 * @param visible services of one hostname, in istiod's order
 */
export function destinationService(
  visible: readonly MeshService[],
  namespace: string,
  picksBest: boolean,
): MeshService | undefined {
  if (picksBest) {
    return visible.reduce<MeshService | undefined>(
      (best, service) => (!best || preferred(service, best, namespace) ? service : best),
      undefined,
    )
  }
  const own = visible.find(service => service.namespace === namespace)
  return own ?? [...visible].sort((a, b) => (a.namespace < b.namespace ? -1 : 1))[0]
}
