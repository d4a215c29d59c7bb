import { fields, labelsMatch, textMap } from '../compile/istio/field.ts'
import { readNetworkGateways } from '../compile/istio/network/gateways.ts'
import { stream } from '../kernel/rng.ts'
import type { PodState } from './pod-state.ts'
import type { ProxyState } from './proxy-state.ts'
import type { World } from './world.ts'

/**
 * The pod that a caller's connections to an address of an east-west gateway lead to; undefined for any other address. The load
 * balancer knows the pods that Kubernetes lists as ready; one of them is drawn for each caller, and kept while it is ready,
 * where a real one draws for each connection.
 */
export function gatewayPodAt(world: World, caller: ProxyState, address: string): PodState | undefined {
  const pods = podsBehind(world, address)
  const ready = pods.filter(isListed)
  if (ready.length === 0) return pods[0]
  const { namespace, name } = caller.identity
  const rng = stream(world.seed, 'network gateway', namespace, name, address)
  return ready[Math.floor(rng.next() * ready.length)]
}

/** As Kubernetes has it: a node that has just gone is still listed. */
export function isListed({ pod, leaving }: PodState): boolean {
  return pod.ready && !leaving
}

function podsBehind({ control, pods }: World, address: string): readonly PodState[] {
  const gateway = readNetworkGateways(control.mesh).all.find(each => each.address === address)
  const service = gateway && control.mesh.resources.find(({ place }) => place === gateway.place)
  if (service === undefined) return []
  const selector = textMap(fields(service.body.spec).selector)
  return pods.filter(
    ({ pod, role }) =>
      role === 'gateway' &&
      pod.cluster === service.cluster &&
      pod.namespace === service.namespace &&
      labelsMatch(selector, pod.labels),
  )
}
