import type { Resource } from '../../../config/resource.ts'
import type { Origin } from '../../../dataplane/origin.ts'

/**
 * A service as istiod's registry holds it: one per Kubernetes Service and one per host of a ServiceEntry
 * (pilot/pkg/model/service.go:Service). A Sidecar that imports only some ports makes a copy with fewer `ports`.
 */
export interface MeshService {
  /** `reviews.default.svc.cluster.local`, or a host of a ServiceEntry as written; may start with `*.`. */
  readonly hostname: string
  readonly namespace: string
  /** Name of the Kubernetes Service; for a ServiceEntry the hostname, as istiod names it. */
  readonly name: string
  readonly kind: 'kubernetes' | 'serviceEntry'
  readonly ports: readonly ServicePort[]
  /** Virtual IPs: the ClusterIP, or the addresses of a ServiceEntry as written (an IP or a CIDR). Empty when headless. */
  readonly addresses: readonly string[]
  readonly resolution: Resolution
  /** Kubernetes Service with `clusterIP: None`. */
  readonly headless: boolean
  /** Target of a Kubernetes ExternalName Service, as written; then `resolution` is `alias`. */
  readonly externalName?: string
  /** MESH_EXTERNAL, or an ExternalName: no mesh TLS. */
  readonly external: boolean
  /** `*` = all, a namespace, nothing = nobody (`~`); `.` is replaced by the own namespace. */
  readonly exportTo: ReadonlySet<string>
  readonly creationTimeMs: number
  /** Hostnames of ExternalName Services that stand for this one: they become further domains of its virtual host. */
  readonly aliases: readonly ServiceAlias[]
  /** Labels that choose the endpoints; absent = no selector. */
  readonly selector?: Readonly<Record<string, string>>
  /** Of the object's metadata. */
  readonly labels: Readonly<Record<string, string>>
  readonly trafficDistribution: TrafficDistribution
  /** internalTrafficPolicy Local: only endpoints on the caller's node. */
  readonly nodeLocal: boolean
  /** publishNotReadyAddresses. */
  readonly publishNotReady: boolean
  /** The Service, or the ServiceEntries of one namespace that name the host: their endpoints are pooled. */
  readonly sources: readonly Resource[]
  /** A Kubernetes Service of several clusters as each of them has it; see `everyCluster`. */
  readonly perCluster?: readonly MeshService[]
  /** `resource` is the Service or the oldest ServiceEntry. */
  readonly origin: Origin
}

export interface ServicePort {
  readonly number: number
  readonly name: string
  readonly protocol: Protocol
  /** As written: a number, or the name of a container port; for a ServiceEntry a number. */
  readonly targetPort: number | string
}

/**
 * pkg/config/protocol/instance.go. `Unsupported` = not declared, so Envoy sniffs (istiod's name for it);
 * UDP ports have no part in the mesh and are not listed.
 */
export type Protocol =
  | 'HTTP'
  | 'HTTP2'
  | 'GRPC'
  | 'GRPC-Web'
  | 'HTTP_PROXY'
  | 'HTTPS'
  | 'TLS'
  | 'TCP'
  | 'Mongo'
  | 'Redis'
  | 'MySQL'
  | 'UDP'
  | 'Unsupported'

export interface ServiceAlias {
  readonly hostname: string
  readonly namespace: string
}

/**
 * pilot/pkg/model/service.go:Resolution. `endpoints` is ClientSideLB (STATIC, and every ordinary Kubernetes Service),
 * `passthrough` NONE (and headless Services), `alias` an ExternalName.
 */
export type Resolution = 'endpoints' | 'dns' | 'dnsRoundRobin' | 'passthrough' | 'dynamicDns' | 'alias'

export type TrafficDistribution = 'any' | 'sameZone' | 'sameNode'

/** HTTP routes apply (protocol.Instance.IsHTTP). */
export function isHttp(protocol: Protocol): boolean {
  return (
    protocol === 'HTTP' ||
    protocol === 'HTTP2' ||
    protocol === 'GRPC' ||
    protocol === 'GRPC-Web' ||
    protocol === 'HTTP_PROXY'
  )
}

/** The upstream speaks HTTP/2 (protocol.Instance.IsHTTP2). */
export function isHttp2(protocol: Protocol): boolean {
  return protocol === 'HTTP2' || protocol === 'GRPC' || protocol === 'GRPC-Web'
}

/** TLS started by the application: routed by SNI (protocol.Instance.IsTLS). */
export function isTls(protocol: Protocol): boolean {
  return protocol === 'HTTPS' || protocol === 'TLS'
}

/** Opaque TCP, TLS included (protocol.Instance.IsTCP). */
export function isTcp(protocol: Protocol): boolean {
  return isTls(protocol) || protocol === 'TCP' || protocol === 'Mongo' || protocol === 'Redis' || protocol === 'MySQL'
}

/** All services of the mesh, and who sees them (pilot/pkg/model/push_context.go:ServiceIndex). */
export interface ServiceRegistry {
  /** By age, then name, then namespace: istiod's order. ExternalName Services included (resolution `alias`). */
  readonly services: readonly MeshService[]
  /** Services of exactly this hostname, one per namespace, in the order above. */
  named(hostname: string): readonly MeshService[]
  /**
   * What is exported to a namespace, without a Sidecar: private ones first, then those exported to it by name, then
   * public ones (servicesExportedToNamespace). May hold a hostname several times; aliases are left out.
   */
  visibleTo(namespace: string): readonly MeshService[]
  /** The one of that hostname which a VirtualService leads a client in `namespace` to. */
  destination(hostname: string, namespace: string): MeshService | undefined
  /** As `visibleTo`, of each hostname those of one namespace: what a sidecar without a Sidecar resource knows. */
  sidecarScope(namespace: string): readonly MeshService[]
  /** As `visibleTo`, one service per hostname: what a gateway knows. */
  gatewayScope(namespace: string): ReadonlyMap<string, MeshService>
  isVisible(service: MeshService, namespace: string): boolean
  /** The registry as proxies of a cluster know it: Services have the addresses of that cluster. */
  seenFrom(cluster: string): ServiceRegistry
}
