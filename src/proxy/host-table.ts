import type { Endpoint, LoadAssignment } from '../dataplane/endpoint.ts'
import { localityText } from '../kernel/locality.ts'

/** Health flags of a slot (Envoy Host::HealthFlag); any of the first two makes the host unhealthy. */
export const FAILED_EDS_HEALTH = 1
export const FAILED_OUTLIER_CHECK = 2
const DEGRADED_EDS_HEALTH = 4

/** What an EDS push did to the table, as slots. */
export interface HostChanges {
  readonly added: readonly number[]
  readonly removed: readonly number[]
}

/**
 * The hosts that one proxy knows of one cluster. A slot belongs to one host for the life of the table and is never
 * reused: attempts in flight may still refer to a removed host, and a host that comes back starts with clean state
 * (Envoy: a new Host object). Columns are typed arrays that are replaced when they grow, so read them through the
 * table. Source: source/common/upstream/upstream_impl.cc.
 * Known differences from Envoy: no active health checks: a host is as healthy as its endpoint and outlier detection
 * say.
 */
export class HostTable {
  /** Slots ever used. */
  size = 0
  /** Attempts attached to a connection, over all workers (rq_active); waiting ones do not count. */
  active = new Int32Array(4)
  /** At least 1. */
  weight = new Uint32Array(4)
  priority = new Uint16Array(4)
  /** Index into `localityNames`. */
  locality = new Uint16Array(4)
  flags = new Uint8Array(4)
  /** 1 while the host is in the current assignment. */
  alive = new Uint8Array(4)
  /** When the host was added; minus infinity for those of the first assignment: a proxy is taken to be long up. */
  addedNs = new Float64Array(4)
  readonly address: string[] = []
  readonly endpoint: Endpoint[] = []
  /** `region/zone/subzone` as the assignments name them. */
  readonly localityNames: string[] = []
  /** Slots of the current assignment in EDS order. */
  current: readonly number[] = []
  #slotByAddress = new Map<string, number>()
  #filled = false

  /** In place where the address stays (Envoy updateDynamicHostList): weight, priority and EDS health change, state stays. */
  update(assignment: LoadAssignment, nowNs: number): HostChanges {
    const before = this.#slotByAddress
    const slots = new Map<string, number>()
    const added: number[] = []
    for (const group of assignment.localities) {
      const locality = this.#localityIndex(localityText(group.locality))
      for (const endpoint of group.endpoints) {
        if (slots.has(endpoint.address)) continue
        let slot = before.get(endpoint.address)
        // A host that moves to another locality is a new host to Envoy.
        if (slot === undefined || this.locality[slot] !== locality) {
          slot = this.#add(endpoint.address, nowNs)
          added.push(slot)
        }
        slots.set(endpoint.address, slot)
        this.endpoint[slot] = endpoint
        this.weight[slot] = Math.max(1, endpoint.weight)
        this.priority[slot] = group.priority
        this.locality[slot] = locality
        const outlier = this.flags[slot] & FAILED_OUTLIER_CHECK
        this.flags[slot] = outlier | flagOf(endpoint.health)
      }
    }
    this.#slotByAddress = slots
    this.#filled = true
    this.current = [...slots.values()]
    const kept = new Set(this.current)
    const removed = [...before.values()].filter(slot => !kept.has(slot))
    for (const slot of removed) this.alive[slot] = 0
    return { added, removed }
  }

  healthy(slot: number): boolean {
    return this.flags[slot] === 0
  }

  /** Serves when there are too few healthy ones. */
  degraded(slot: number): boolean {
    return this.flags[slot] === DEGRADED_EDS_HEALTH
  }

  #add(address: string, nowNs: number): number {
    const slot = this.size++
    if (slot === this.active.length) this.#grow()
    this.address[slot] = address
    this.alive[slot] = 1
    this.addedNs[slot] = this.#filled ? nowNs : Number.NEGATIVE_INFINITY
    return slot
  }

  #localityIndex(name: string): number {
    const index = this.localityNames.indexOf(name)
    return index >= 0 ? index : this.localityNames.push(name) - 1
  }

  #grow(): void {
    const capacity = this.active.length * 2
    this.active = widened(this.active, new Int32Array(capacity))
    this.weight = widened(this.weight, new Uint32Array(capacity))
    this.priority = widened(this.priority, new Uint16Array(capacity))
    this.locality = widened(this.locality, new Uint16Array(capacity))
    this.flags = widened(this.flags, new Uint8Array(capacity))
    this.alive = widened(this.alive, new Uint8Array(capacity))
    this.addedNs = widened(this.addedNs, new Float64Array(capacity))
  }
}

function flagOf(health: Endpoint['health']): number {
  switch (health) {
    case 'HEALTHY':
      return 0
    case 'DEGRADED':
      return DEGRADED_EDS_HEALTH
    default:
      return FAILED_EDS_HEALTH
  }
}

function widened<A extends Int32Array | Uint32Array | Uint16Array | Uint8Array | Float64Array>(from: A, to: A): A {
  to.set(from)
  return to
}
