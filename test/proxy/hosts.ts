import type { Cluster } from '../../src/dataplane/cluster.ts'
import type { Endpoint, LoadAssignment } from '../../src/dataplane/endpoint.ts'
import { NO_PLACE } from '../../src/kernel/place.ts'
import type { Rng } from '../../src/kernel/rng.ts'
import { SECOND } from '../../src/kernel/time.ts'
import type { HostList } from '../../src/proxy/host-lists.ts'
import { HostTable } from '../../src/proxy/host-table.ts'

/** Just what a test says of a host; the rest is a healthy host of weight 1 in priority 0. */
export interface HostSketch {
  readonly address?: string
  readonly weight?: number
  readonly priority?: number
  readonly zone?: string
  readonly localityWeight?: number
  readonly unhealthy?: boolean
  readonly degraded?: boolean
}

/** `hosts` may be a number of equal hosts; addresses are h0:80, h1:80, ... where none is given. */
export function assignmentOf(hosts: number | readonly HostSketch[]): LoadAssignment {
  const sketches = typeof hosts === 'number' ? Array.from({ length: hosts }, () => ({})) : hosts
  const groups = new Map<string, { zone: string; priority: number; weight: number; endpoints: Endpoint[] }>()
  sketches.forEach((sketch: HostSketch, index) => {
    const { zone = '', priority = 0, localityWeight = 1 } = sketch
    const key = `${priority}/${zone}`
    const group = groups.get(key) ?? { zone, priority, weight: localityWeight, endpoints: [] }
    groups.set(key, group)
    group.endpoints.push({
      address: sketch.address ?? `h${index}:80`,
      port: 80,
      pod: '',
      weight: sketch.weight ?? 1,
      health: sketch.unhealthy ? 'UNHEALTHY' : sketch.degraded ? 'DEGRADED' : 'HEALTHY',
      mtls: false,
      place: NO_PLACE,
    })
  })
  const localities = [...groups.values()].map(({ zone, priority, weight, endpoints }) => {
    return { locality: { region: zone && 'r', zone, subzone: '' }, priority, weight, endpoints }
  })
  return { cluster: 'c', localities }
}

export function hostTable(hosts: number | readonly HostSketch[]): HostTable {
  const table = new HostTable()
  table.update(assignmentOf(hosts), 0)
  return table
}

/** One list of all slots of a table. */
export function listOf(hosts: HostTable, id = 0): HostList {
  return { id, slots: Int32Array.from(hosts.current) }
}

export function clusterOf(change: Partial<Cluster> = {}): Cluster {
  return {
    name: 'outbound|80||c.default.svc.cluster.local',
    type: 'EDS',
    host: 'c.default.svc.cluster.local',
    port: 80,
    subset: '',
    balancer: { kind: 'ROUND_ROBIN' },
    limits: {},
    panicThreshold: 0,
    localityWeighted: false,
    connectTimeoutNs: 10 * SECOND,
    maxRequestsPerConnection: 0,
    http2: 'no',
    tls: { mode: 'none' },
    origin: { resource: 'istiod', place: NO_PLACE, why: '' },
    ...change,
  }
}

/** Gives the numbers of a list, over and over. */
export function scripted(...numbers: readonly number[]): Rng {
  let at = 0
  const uint32 = () => numbers[at++ % numbers.length]
  return { uint32, next: () => uint32() / 4_294_967_296, next53: () => uint32() / 4_294_967_296 }
}
