import { deployment, documents, istio, service } from '../compile/istio/mesh-of.ts'
import { ruleFor } from './meshes.ts'

const GATEWAY_LABELS = { istio: 'eastwestgateway' }

/** The network of a cluster, and the gateway by which others reach it; as applied, its Service says no address. */
export function network(name: string, gatewayPods = 1): string {
  const labels = { 'topology.istio.io/network': name }
  const ports = [{ name: 'tls', port: 15443, targetPort: 15443 }]
  return documents(
    JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system', labels } }),
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'eastwest', namespace: 'istio-system', labels },
      spec: { type: 'LoadBalancer', ports, selector: GATEWAY_LABELS },
    }),
    deployment('eastwest', { namespace: 'istio-system', labels: GATEWAY_LABELS, replicas: gatewayPods }),
  )
}

const CROSS_NETWORK = istio('Gateway', 'cross-network', 'istio-system', {
  selector: GATEWAY_LABELS,
  servers: [
    { port: { number: 15443, name: 'tls', protocol: 'TLS' }, tls: { mode: 'AUTO_PASSTHROUGH' }, hosts: ['*.local'] },
  ],
})

const NO_RETRIES = ruleFor('server', { retries: { attempts: 0 } })

/** A caller in the east, and nothing that serves. */
export const east = (...more: readonly string[]) =>
  documents(network('net-east'), CROSS_NETWORK, NO_RETRIES, service('server'), deployment('client'), ...more)

/** Servers in the west, reached through its gateway. */
export const west = (servers: number, ...more: readonly string[]) =>
  documents(network('net-west'), service('server'), deployment('server', { replicas: servers }), ...more)
