import type { Origin } from '../../../dataplane/origin.ts'
import type { MeshService, Protocol } from '../registry/service.ts'
import type { VirtualService } from '../virtual-service/virtual-service.ts'

/** What one class of proxies may see (pilot/pkg/model/sidecar.go:SidecarScope). */
export interface ProxyScope {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly gateway: boolean
  /** Services that have clusters: imported ones, and what imported VirtualServices lead to. */
  readonly services: ReadonlyMap<string, MeshService>
  /** At most one without a port, and that one last. Gateways have none. */
  readonly egress: readonly EgressListener[]
  readonly outbound: OutboundPolicy
  /** The Sidecar resource in charge, or istiod's default. */
  readonly origin: Origin
}

export interface EgressListener {
  /** Absent = every port of the imported services. */
  readonly port?: { readonly number: number; readonly protocol: Protocol }
  /** Address to listen on; `''` = that of each service. */
  readonly bind: string
  /** In istiod's order, ExternalName Services last. */
  readonly services: readonly MeshService[]
  /** Bound to the mesh and imported, in istiod's order. */
  readonly virtualServices: readonly VirtualService[]
}

/** What happens to destinations nobody knows. */
export interface OutboundPolicy {
  readonly mode: 'ALLOW_ANY' | 'REGISTRY_ONLY' | 'ALLOW_ANY_DYNAMIC_DNS'
  /** Where unknown traffic is sent instead of its own destination. */
  readonly egressProxy?: { readonly host: string; readonly port?: number; readonly subset: string }
}

/** First listener that serves the port; the one without a port serves all that are left (GetEgressListenerForRDS). */
export function egressFor(scope: ProxyScope, port: number): EgressListener | undefined {
  return scope.egress.find(listener => listener.port === undefined || listener.port.number === port)
}
