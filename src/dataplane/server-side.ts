import type { HttpAccessFilter, NetworkAccessFilter } from './authorization.ts'
import type { Origin } from './origin.ts'

/** How the connection managers of a proxy rewrite paths before anything looks at them (MeshConfig.pathNormalization). */
export type PathNormalisation = 'NONE' | 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES'

/** What a proxy is and does as a server. */
export interface ServerSide {
  /** Its identity in the mesh, `cluster.local/ns/default/sa/web`: a SPIFFE ID without scheme. */
  readonly identity: string
  readonly pathNormalisation: PathNormalisation
  /** A sidecar's listener for connections to its pod; gateways have none, their ordinary listeners serve. */
  readonly inbound?: InboundListener
  /** Of HTTP connections, in Envoy's order. */
  readonly httpFilters: readonly HttpAccessFilter[]
  readonly networkFilters: readonly NetworkAccessFilter[]
  /** Proxies in front of a gateway whose x-forwarded-for is believed; 0 at sidecars. */
  readonly trustedProxies: number
  /** Set when Envoy would refuse what it was sent; then nothing of it is active. */
  readonly rejected?: string
}

/** `virtualInbound`: every connection to a pod with a sidecar, whatever its port. */
export interface InboundListener {
  readonly name: string
  readonly filterChains: readonly InboundChain[]
}

/** One way to take an inbound connection. */
export interface InboundChain {
  /** `0.0.0.0_8080`, or `virtualInbound-catchall-http` and `virtualInbound` for ports that no Service has. */
  readonly name: string
  /** Absent = every port that no other chain names. */
  readonly destinationPort?: number
  /** Absent = either. */
  readonly transport?: 'tls' | 'raw_buffer'
  /** Application protocols, by ALPN or by what Envoy sniffs in plain text; empty = any. */
  readonly applicationProtocols: readonly string[]
  /** Ends mesh TLS here and demands a mesh certificate. */
  readonly mutualTls: boolean
  /** False where the port takes plain text only: Envoy then does not look for TLS. */
  readonly inspectsTls: boolean
  readonly kind: 'http' | 'tcp'
  readonly origin: Origin
}
