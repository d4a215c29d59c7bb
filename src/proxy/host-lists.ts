import type { LoadAssignment } from '../dataplane/endpoint.ts'
import { localityText } from '../kernel/locality.ts'
import type { HostTable } from './host-table.ts'

/**
 * One list that a balancer picks from. The id stays the same for the same source (priority and kind) from one rebuild to
 * the next, because Envoy keeps a round-robin position per source.
 */
export interface HostList {
  readonly id: number
  readonly slots: Int32Array
}

export interface LocalityHosts {
  /** See `localityText`. */
  readonly name: string
  /** load_balancing_weight of the locality; 0 = never picked. */
  readonly weight: number
  readonly all: HostList
  readonly healthy: HostList
  readonly degraded: HostList
}

/** The hosts of one priority as the balancers see them (Envoy HostSet). */
export interface PriorityHosts {
  readonly all: HostList
  readonly healthy: HostList
  readonly degraded: HostList
  /** Own locality first, then by name, as Envoy orders them. */
  readonly localities: readonly LocalityHosts[]
}

/** Names list sources by small stable numbers. */
export class ListIds {
  readonly #ids = new Map<string, number>()

  of(source: string): number {
    let id = this.#ids.get(source)
    if (id === undefined) {
      id = this.#ids.size
      this.#ids.set(source, id)
    }
    return id
  }
}

/**
 * Index = priority; a priority without hosts is an empty set. Envoy: HostSetImpl, PrioritySetImpl.
 * Known differences from Envoy: no hosts are excluded (warming).
 */
export function hostLists(
  hosts: HostTable,
  assignment: LoadAssignment,
  ownLocality: string,
  ids: ListIds,
): PriorityHosts[] {
  const priorities = Math.max(1, ...assignment.localities.map(group => group.priority + 1))
  return Array.from({ length: priorities }, (_, priority) => {
    const slots = hosts.current.filter(slot => hosts.priority[slot] === priority)
    const pair = (source: string, members: readonly number[]) => ({
      all: { id: ids.of(`${priority}/${source}/all`), slots: Int32Array.from(members) },
      healthy: {
        id: ids.of(`${priority}/${source}/healthy`),
        slots: Int32Array.from(members.filter(slot => hosts.healthy(slot))),
      },
      degraded: {
        id: ids.of(`${priority}/${source}/degraded`),
        slots: Int32Array.from(members.filter(slot => hosts.degraded(slot))),
      },
    })
    const localities = orderedLocalities(assignment, priority, ownLocality).map(({ name, weight }, index) => {
      const locality = hosts.localityNames.indexOf(name)
      return {
        name,
        weight,
        ...pair(
          `locality ${index}`,
          slots.filter(slot => hosts.locality[slot] === locality),
        ),
      }
    })
    return { ...pair('hosts', slots), localities }
  })
}

/** All that a balancer may be asked to pick from. */
export function listsOf({ all, healthy, degraded, localities }: PriorityHosts): readonly HostList[] {
  return [all, healthy, degraded, ...localities.flatMap(each => [each.healthy, each.degraded])]
}

function orderedLocalities(assignment: LoadAssignment, priority: number, ownLocality: string) {
  const weights = new Map<string, number>()
  for (const group of assignment.localities) {
    if (group.priority === priority) weights.set(localityText(group.locality), group.weight)
  }
  return [...weights]
    .map(([name, weight]) => ({ name, weight }))
    .sort((a, b) => Number(b.name === ownLocality) - Number(a.name === ownLocality) || (a.name < b.name ? -1 : 1))
}
