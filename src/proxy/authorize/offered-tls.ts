import type { Cluster } from '../../dataplane/cluster.ts'
import type { Endpoint } from '../../dataplane/endpoint.ts'
import type { Request } from '../../dataplane/request.ts'
import type { OfferedTls } from './reception.ts'

/** Protocols that a sidecar names inside mesh TLS. */
const MESH_PROTOCOLS = { http: ['istio-http/1.0', 'istio-http/1.1'], tcp: ['istio'] } as const

/**
 * TLS with which a proxy of this identity calls an endpoint of a cluster; undefined = plain text. Source: Istio
 * pilot/pkg/networking/core/cluster_tls.go; Envoy's auto_sni, source/common/router/router.cc.
 * Known differences from Envoy: what a certificate says but for its identity is not looked at; none ever expires.
 */
export function offeredTls(
  cluster: Cluster,
  endpoint: Endpoint | undefined,
  protocol: 'http' | 'tcp',
  request: Request,
  identity: string,
): OfferedTls | undefined {
  const { tls } = cluster
  const mesh = (serverName: string): OfferedTls => ({
    serverName,
    protocols: MESH_PROTOCOLS[protocol],
    certificate: 'mesh',
    identity,
    checksName: false,
  })
  switch (tls.mode) {
    case 'none':
      return undefined
    case 'auto':
      return endpoint?.mtls ? mesh(`outbound_.${cluster.port}_.${cluster.subset}_.${cluster.host}`) : undefined
    case 'mesh':
      return mesh(tls.sni)
    case 'tls':
      return {
        // HTTP clusters take the name from Host and then also check it.
        serverName: tls.sni ?? (protocol === 'http' ? request.authority.replace(/:\d+$/, '') : ''),
        protocols: [],
        certificate: tls.clientCertificate ? 'foreign' : 'none',
        checksName: protocol === 'http',
      }
  }
}
