import type { UpstreamTls } from '../../../dataplane/cluster.ts'
import { type Fields, text } from '../field.ts'
import { meshSni } from './name.ts'

/** What is known about the service when its upstream TLS is chosen. */
export interface TlsTarget {
  readonly host: string
  readonly port: number
  readonly subset: string
  /** MESH_EXTERNAL: never mesh TLS by itself. */
  readonly external: boolean
  /** PeerAuthentication of namespace or mesh, and for a passthrough service every endpoint, lets callers use mTLS. */
  readonly meshTlsPossible: boolean
  /** Endpoints are not known one by one: mesh TLS is for all of them. */
  readonly originalDestination: boolean
}

/**
 * How the proxy encrypts to the upstream (core/cluster_tls.go:buildUpstreamTLSSettings): as the DestinationRule says,
 * else mesh TLS by itself where the other side has a proxy.
 */
export function upstreamTls(tls: Fields | undefined, target: TlsTarget, autoMtls: boolean): UpstreamTls {
  const { host, port, subset } = target
  switch (text(tls?.mode)) {
    case 'SIMPLE':
      return { mode: 'tls', sni: text(tls?.sni) || undefined, clientCertificate: false }
    case 'MUTUAL':
      return { mode: 'tls', sni: text(tls?.sni) || undefined, clientCertificate: true }
    case 'ISTIO_MUTUAL':
      return { mode: 'mesh', sni: text(tls?.sni) || meshSni(port, subset, host) }
    case 'DISABLE':
      return { mode: 'none' }
  }
  if (tls || target.external || !autoMtls || !target.meshTlsPossible) return { mode: 'none' }
  return target.originalDestination ? { mode: 'mesh', sni: meshSni(port, subset, host) } : { mode: 'auto' }
}
