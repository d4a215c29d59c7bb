import type { BalancerPolicy, Cluster } from '../../dataplane/cluster.ts'
import type { ProxyTables } from '../../dataplane/data-plane.ts'
import type { Endpoint, LoadAssignment, LocalityEndpoints } from '../../dataplane/endpoint.ts'
import { localityText } from '../../kernel/locality.ts'
import { MILLISECOND, SECOND } from '../../kernel/time.ts'
import { addressOf, type EndpointStyle } from './endpoint-style.ts'
import type { Facts } from './recording.ts'

/** What a recording says of one cluster, in its words. Absent keys do not apply. */
export function clusterFacts(tables: ProxyTables, cluster: Cluster, style: EndpointStyle): Facts {
  const facts: Record<string, unknown> = {
    lb: cluster.balancer.kind,
    ...balancerConfig(cluster.balancer),
    endpoints: endpointFacts(tables.loadAssignment(cluster.name), cluster, style),
  }
  const add = (key: string, value: unknown, when: boolean) => {
    if (when) facts[key] = value
  }
  add('type', cluster.type, cluster.type !== 'EDS')
  add('localityWeighted', true, cluster.localityWeighted)
  add('outlier', cluster.outlier?.configured, cluster.outlier !== undefined)
  add('panicThreshold', cluster.panicThreshold, cluster.host !== '')
  add('limits', cluster.limits, Object.keys(cluster.limits).length > 0)
  add('connectTimeoutMs', cluster.connectTimeoutNs / MILLISECOND, cluster.connectTimeoutNs !== 10 * SECOND)
  add('maxRequestsPerConnection', cluster.maxRequestsPerConnection, cluster.maxRequestsPerConnection > 0)
  add('idleTimeoutMs', (cluster.idleTimeoutNs ?? 0) / MILLISECOND, cluster.idleTimeoutNs !== undefined)
  add('http2', cluster.http2 === 'yes' ? true : cluster.http2, cluster.http2 !== 'no')
  return { ...facts, ...tlsFacts(cluster) }
}

function balancerConfig(balancer: BalancerPolicy): Facts {
  const facts: Record<string, unknown> = {}
  if (balancer.kind === 'RING_HASH' && balancer.minimumRingSize !== undefined) {
    facts.ringHashLbConfig = { minimumRingSize: String(balancer.minimumRingSize) }
  }
  if (balancer.kind === 'MAGLEV' && balancer.maglevTableSize !== undefined) {
    facts.maglevLbConfig = { tableSize: String(balancer.maglevTableSize) }
  }
  if (balancer.slowStart) {
    const key = balancer.kind === 'ROUND_ROBIN' ? 'roundRobinLbConfig' : 'leastRequestLbConfig'
    facts[key] = { slowStart: balancer.slowStart }
  }
  return facts
}

function tlsFacts({ tls }: Cluster): Facts {
  switch (tls.mode) {
    case 'none':
      return {}
    case 'auto':
      return { tls: 'auto (ISTIO_MUTUAL where the endpoint has a proxy)' }
    case 'mesh':
      return { tls: 'mesh certificates', tlsSni: tls.sni }
    case 'tls':
      return tls.sni === undefined ? { tls: 'TLS' } : { tls: 'TLS', tlsSni: tls.sni }
  }
}

function endpointFacts(
  assignment: LoadAssignment | undefined,
  cluster: Cluster,
  style: EndpointStyle,
): readonly Facts[] {
  return (assignment?.localities ?? []).flatMap(locality =>
    locality.endpoints.map(endpoint => ({
      ...endpointFact(locality, endpoint, style),
      ...(style.showsMtls && endpoint.mtls && cluster.tls.mode === 'auto' ? { mtls: true } : {}),
    })),
  )
}

function endpointFact(locality: LocalityEndpoints, endpoint: Endpoint, style: EndpointStyle): Facts {
  const zone = localityText(locality.locality)
  return {
    pod: style.nameOf(endpoint),
    ip: addressOf(endpoint),
    port: endpoint.port,
    ...(zone ? { zone } : {}),
    priority: locality.priority,
    localityWeight: locality.weight,
    weight: endpoint.weight,
    health: endpoint.health,
  }
}
