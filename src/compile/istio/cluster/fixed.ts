import type { Cluster } from '../../../dataplane/cluster.ts'
import { NO_PLACE } from '../../../kernel/place.ts'
import { CLUSTER_PROVIDED } from './balancer.ts'

/** Envoy's own default where istiod sets nothing. */
const ENVOY_PANIC_THRESHOLD = 50

const PASSTHROUGH_IDLE_TIMEOUT_NS = 300_000_000_000

const COMMON = {
  host: '',
  port: 0,
  subset: '',
  limits: {},
  panicThreshold: ENVOY_PANIC_THRESHOLD,
  localityWeighted: false,
  maxRequestsPerConnection: 0,
  tls: { mode: 'none' },
} as const

/**
 * The clusters that every proxy has: where traffic to unknown destinations goes (core/cluster_builder.go:
 * buildBlackHoleCluster, buildDefaultPassthroughCluster). Gateways have no PassthroughCluster.
 */
export function fixedClusters(connectTimeoutNs: number, gateway: boolean): readonly Cluster[] {
  const blackHole: Cluster = {
    ...COMMON,
    name: 'BlackHoleCluster',
    type: 'STATIC',
    balancer: { kind: 'ROUND_ROBIN' },
    connectTimeoutNs,
    http2: 'no',
    origin: { resource: 'istiod', place: NO_PLACE, why: 'destination of what must not be reached' },
  }
  if (gateway) return [blackHole]
  const passthrough: Cluster = {
    ...COMMON,
    name: 'PassthroughCluster',
    type: 'ORIGINAL_DST',
    balancer: CLUSTER_PROVIDED,
    connectTimeoutNs,
    idleTimeoutNs: PASSTHROUGH_IDLE_TIMEOUT_NS,
    http2: 'as downstream',
    origin: { resource: 'istiod', place: NO_PLACE, why: 'unknown destinations are let through as dialled' },
  }
  return [blackHole, passthrough]
}
