import type { Mesh } from '../../config/mesh.ts'
import type { Cluster } from '../../dataplane/cluster.ts'
import type { Step } from '../../dataplane/explanation.ts'
import { MIN_CLUSTER_SIZE, type NoZones, sharesOf } from '../../proxy/balance/zone-aware.ts'
import type { Zones } from '../golden/zones.ts'
import { percentText } from './percent.ts'
import { policyOrigin } from './policy-place.ts'
import { step } from './step.ts'

/** Which part of the requests goes to which zone while everything is as it is, or why zones make no difference. */
export function zoneStep(mesh: Mesh, cluster: Cluster, zones: Zones): Step {
  return step('zones', zoneText(cluster, zones), policyOrigin(mesh, cluster, 'loadBalancer'))
}

function zoneText(cluster: Cluster, { routing, names, healthy }: Zones): string {
  const { kind } = cluster.balancer
  if (kind === 'RING_HASH' || kind === 'MAGLEV') return 'make no difference: a hash table takes no notice of them'
  if (typeof routing === 'string') {
    const fewest = cluster.zoneAware?.minClusterSize ?? MIN_CLUSTER_SIZE
    const why = routing === 'few hosts' ? `${healthy} healthy endpoints are fewer than ${fewest}` : REASONS[routing]
    return `make no difference: ${why}`
  }
  const shares = sharesOf(routing)
  return names.map((name, index) => `${percentText(shares[index])} to ${name}`).join(', ')
}

const REASONS: Readonly<Record<Exclude<NoZones, 'few hosts'>, string>> = {
  'unknown callers': 'the proxy does not discover its own workload (ISTIO_META_ENABLE_SELF_DISCOVERY)',
  off: 'zoneAwareLbSetting is not enabled',
  'hosts in one locality': 'all endpoints of the first priority are in one',
  'callers in one locality': "all pods of the caller's workload that a Service lists are in one",
  'no caller in the own locality': "no Service lists a pod of the caller's workload in its own zone",
  'callers in panic': "too few pods of the caller's workload are ready",
}
