import type { Endpoint, LoadAssignment } from '../../dataplane/endpoint.ts'
import { type Locality, NO_LOCALITY } from '../../kernel/locality.ts'
import { NO_PLACE } from '../../kernel/place.ts'
import { field, isPresent, itemsOf, type JsonField, numberOf, oneOf, onlyFields, textOf } from '../json-field.ts'

/** A host of a recording: h0, h1, ... */
export interface RecordedHost {
  readonly name: string
  /** What rings are built from. */
  readonly address: string
  readonly weight: number
  readonly priority: number
  readonly health: Endpoint['health']
  readonly locality: Locality
  readonly localityWeight: number
}

/** `hosts`: a number of equal ones, or a list. */
export function hostsOf(at: JsonField): RecordedHost[] {
  if (typeof at.value === 'number') return Array.from({ length: at.value }, (_, index) => plainHost(`h${index}`))
  return itemsOf(at).map(each => {
    onlyFields(each, ['host', 'address', 'weight', 'priority', 'health'])
    const name = textOf(field(each, 'host'))
    const number = (what: string, otherwise: number) => {
      const given = field(each, what)
      return isPresent(given) ? numberOf(given) : otherwise
    }
    const address = field(each, 'address')
    const health = field(each, 'health')
    return {
      ...plainHost(name),
      address: isPresent(address) ? textOf(address) : `${name}:80`,
      weight: number('weight', 1),
      priority: number('priority', 0),
      health: isPresent(health) ? oneOf(health, ['HEALTHY', 'UNHEALTHY', 'DRAINING', 'DEGRADED']) : 'HEALTHY',
    }
  })
}

export function plainHost(name: string): RecordedHost {
  return {
    name,
    address: `${name}:80`,
    weight: 1,
    priority: 0,
    health: 'HEALTHY',
    locality: NO_LOCALITY,
    localityWeight: 1,
  }
}

/** Hosts in the given order; those of one priority and locality stand together. */
export function assignmentOf(
  cluster: string,
  hosts: readonly RecordedHost[],
  overprovisioning?: number,
): LoadAssignment {
  const groups = new Map<string, RecordedHost[]>()
  for (const host of hosts) {
    const { region, zone, subzone } = host.locality
    const key = `${host.priority} ${region}/${zone}/${subzone}`
    groups.set(key, [...(groups.get(key) ?? []), host])
  }
  return {
    cluster,
    ...(overprovisioning !== undefined && { overprovisioning }),
    localities: [...groups.values()].map(group => ({
      locality: group[0].locality,
      priority: group[0].priority,
      weight: group[0].localityWeight,
      endpoints: group.map(({ name, address, weight, health }) => ({
        address,
        port: 80,
        pod: name,
        weight,
        health,
        mtls: false,
        place: NO_PLACE,
      })),
    })),
  }
}

/** 3 for `h3`; -1 for no host. */
export function hostNumber(name: string | undefined): number {
  return name === undefined ? -1 : Number(name.slice(1))
}
