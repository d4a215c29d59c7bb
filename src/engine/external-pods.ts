import type { Cluster } from '../dataplane/cluster.ts'
import type { Endpoint } from '../dataplane/endpoint.ts'
import type { Pod } from '../dataplane/pod.ts'
import { type Locality, NO_LOCALITY } from '../kernel/locality.ts'
import type { Place } from '../kernel/place.ts'
import { gatewayPodAt } from './network-gateway.ts'
import type { PodState } from './pod-state.ts'
import { addPod } from './pods.ts'
import type { ProxyState } from './proxy-state.ts'
import type { World } from './world.ts'

/** Namespace of servers that no file defines. */
export const STRANGERS = 'external'

/** The pod behind an endpoint; an endpoint outside the mesh gets a stand-in the first time somebody calls it. */
export function podOfEndpoint(
  world: World,
  caller: ProxyState,
  cluster: Cluster,
  endpoint: Endpoint,
  locality: string,
): PodState {
  const known =
    world.podByName.get(endpoint.pod || hostOf(endpoint.address)) ??
    podAt(world, endpoint) ??
    gatewayPodAt(world, caller, hostOf(endpoint.address))
  if (known) return known
  const [kind, namespace, name] = cluster.origin.resource.split('/')
  const owner = kind === 'ServiceEntry' ? { namespace, name } : { namespace: STRANGERS, name: hostOf(endpoint.address) }
  return addPod(world, externalPod(hostOf(endpoint.address), owner, localityOf(locality), endpoint.place), 'external')
}

/** A pod of the mesh that was dialled by its own address. */
function podAt({ pods }: World, endpoint: Endpoint): PodState | undefined {
  return endpoint.pod === '' ? pods.find(({ pod }) => pod.ip === hostOf(endpoint.address)) : undefined
}

/** A pod noun for something outside the mesh: its name is its address, it has no proxy. */
export function externalPod(
  address: string,
  owner: { readonly namespace: string; readonly name: string },
  locality: Locality,
  place: Place,
): Pod {
  return {
    name: address,
    namespace: owner.namespace,
    workload: owner.name,
    ip: address,
    labels: {},
    locality,
    node: '',
    cluster: '',
    network: '',
    serviceAccount: '',
    sidecar: false,
    portNames: {},
    ready: true,
    terminating: false,
    serving: true,
    place,
  }
}

function hostOf(address: string): string {
  return address.replace(/:\d+$/, '')
}

function localityOf(text: string): Locality {
  if (text === '') return NO_LOCALITY
  const [region = '', zone = '', subzone = ''] = text.split('/')
  return { region, zone, subzone }
}
