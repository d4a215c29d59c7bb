import type { Mesh } from '../../config/mesh.ts'
import { durationText } from '../../config/scenario/duration.ts'
import type { BalancerPolicy, Cluster, OutlierPolicy } from '../../dataplane/cluster.ts'
import type { Step } from '../../dataplane/explanation.ts'
import { SECOND } from '../../kernel/time.ts'
import { policyOrigin } from './policy-place.ts'
import { step } from './step.ts'

/** The policies of one cluster in words, each with the line that set it; defaults that nobody changed are left out. */
export function clusterSteps(mesh: Mesh, cluster: Cluster): readonly Step[] {
  const at = (part: string) => policyOrigin(mesh, cluster, part)
  const {
    origin,
    limits,
    outlier,
    connectTimeoutNs,
    maxRequestsPerConnection,
    idleTimeoutNs,
    maxConnectionDurationNs,
  } = cluster
  const pool = [
    ...Object.entries(limits).map(([name, value]) => `${name} ${limitText(value)}`),
    ...(maxRequestsPerConnection > 0 ? [`maxRequestsPerConnection ${maxRequestsPerConnection}`] : []),
    ...(connectTimeoutNs === 10 * SECOND ? [] : [`connect within ${durationText(connectTimeoutNs)}`]),
    ...(idleTimeoutNs === undefined ? [] : [`idle timeout ${durationText(idleTimeoutNs)}`]),
    ...(maxConnectionDurationNs === undefined
      ? []
      : [`connections live ${durationText(maxConnectionDurationNs)} at most`]),
  ]
  const isRule = origin.resource.startsWith('DestinationRule/')
  const isService = cluster.host !== ''
  return [
    ...(isRule ? [step('policy', origin.resource, { ...origin, resource: '' })] : []),
    ...(!isRule && isService ? [step('policy', 'no DestinationRule: defaults')] : []),
    ...(isService ? [step('balancer', balancerText(cluster), at('loadBalancer'))] : []),
    ...(outlier ? [step('outliers', outlierText(outlier), at('outlierDetection'))] : []),
    ...(pool.length > 0 ? [step('limits', pool.join(', '), at('connectionPool'))] : []),
    ...(isService ? [step('tls', tlsText(cluster), at('tls'))] : []),
  ]
}

function limitText(value: number | { readonly percent: number; readonly minConcurrency: number }): string {
  if (typeof value === 'number') return String(value)
  return `${value.percent}% of the active requests, at least ${value.minConcurrency}`
}

const BALANCERS: Readonly<Record<BalancerPolicy['kind'], string>> = {
  ROUND_ROBIN: 'round robin',
  LEAST_REQUEST: 'least requests: the less busy of two drawn endpoints',
  RANDOM: 'random',
  RING_HASH: 'ring hash',
  MAGLEV: 'Maglev hash',
  CLUSTER_PROVIDED: 'none: the address that was dialled',
}

function balancerText({ balancer, localityWeighted }: Cluster): string {
  const { kind, slowStart } = balancer
  const slow = slowStart ? `; new endpoints warm up over ${durationText(slowStart.windowNs)}` : ''
  return `${BALANCERS[kind]}${localityWeighted ? ', a locality by weight first' : ''}${slow}`
}

/** Detectors that are on, in Envoy's names. */
function outlierText(outlier: OutlierPolicy): string {
  const detectors = [
    [outlier.enforcingConsecutive5xx, outlier.consecutive5xx, 'consecutive 5xx'],
    [outlier.enforcingConsecutiveGatewayFailure, outlier.consecutiveGatewayFailure, 'consecutive 502, 503 or 504'],
    [
      outlier.splitExternalLocalOriginErrors ? outlier.enforcingConsecutiveLocalOriginFailure : 0,
      outlier.consecutiveLocalOriginFailure,
      'consecutive local failures',
    ],
  ] as const
  const on = detectors
    .filter(([enforced, limit]) => enforced > 0 && limit > 0)
    .map(([, limit, what]) => `${limit} ${what}`)
  const base = durationText(outlier.baseEjectionTimeNs)
  if (on.length === 0) return `no detector is on; at most ${outlier.maxEjectionPercent}% ejected`
  return `ejected for ${base} (longer each time) after ${on.join(' or ')}; at most ${outlier.maxEjectionPercent}% of the endpoints`
}

function tlsText({ tls }: Cluster): string {
  switch (tls.mode) {
    case 'none':
      return 'plain text'
    case 'auto':
      return 'mesh mTLS where the endpoint has a proxy (auto mTLS)'
    case 'mesh':
      return `mesh mTLS, server name ${tls.sni}`
    case 'tls':
      return `TLS${tls.sni ? `, server name ${tls.sni}` : ''}${tls.clientCertificate ? ', with a client certificate' : ''}`
  }
}
