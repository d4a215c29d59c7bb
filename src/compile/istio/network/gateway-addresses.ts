import type { Mesh } from '../../../config/mesh.ts'
import type { Resource } from '../../../config/resource.ts'
import { fields, list } from '../field.ts'
import { ipv4Plus } from '../host/ipv4.ts'
import type { StandIns } from '../pods/stand-ins.ts'
import { NETWORK_LABEL } from './cluster-network.ts'
import { readNetworkGateways } from './gateways.ts'

/** Of the range for documentation, so that nobody's server has it. */
const FIRST_ADDRESS = '203.0.113.1'

/**
 * Manifests as they are applied say nothing of the address that a cloud gives to a Service of type LoadBalancer, and without
 * one istiod knows no gateway of the network: it gets one. `resources` are all of the mesh.
 */
export function withGatewayAddresses(mesh: Mesh): StandIns {
  const taken = new Set(readNetworkGateways(mesh).all.map(({ address }) => address))
  const assumed: string[] = []
  let next = 0
  const address = () => {
    let ip = ipv4Plus(FIRST_ADDRESS, next++)
    while (taken.has(ip)) ip = ipv4Plus(FIRST_ADDRESS, next++)
    return ip
  }
  const resources = mesh.resources.map(resource => {
    if (!lacksAddress(resource)) return resource
    const ip = address()
    const { cluster, namespace, name, body } = resource
    assumed.push(`${namespace}/${name}@${cluster} is reached from other networks at ${ip}: its Service says no address`)
    return { ...resource, body: { ...body, status: { loadBalancer: { ingress: [{ ip }] } } } }
  })
  return { resources, assumed }
}

function lacksAddress({ kind, apiVersion, labels, body }: Resource): boolean {
  if (kind !== 'Service' || apiVersion !== 'v1' || !labels[NETWORK_LABEL]) return false
  const spec = fields(body.spec)
  const ingress = list(fields(fields(body.status).loadBalancer).ingress)
  return spec.type === 'LoadBalancer' && ingress.length === 0 && list(spec.externalIPs).length === 0
}
