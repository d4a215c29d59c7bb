import type { Endpoint } from '../../dataplane/endpoint.ts'

/** Where an exported proxy finds the endpoints of the simulated one. */
export interface EndpointAddresses {
  /** Endpoints have addresses on this machine in place of their own. */
  readonly areMapped: boolean
  of(endpoint: Endpoint): SocketAddress
  /** What was asked for so far, in that order. */
  readonly listed: readonly MappedEndpoint[]
}

export interface SocketAddress {
  readonly address: string
  readonly port: number
}

export interface MappedEndpoint extends SocketAddress {
  /** `ip:port` in the data plane. */
  readonly endpoint: string
  /** `namespace/name`, or `''` for an external server. */
  readonly pod: string
}

/** As the data plane has them. */
export function ownAddresses(): EndpointAddresses {
  return addressesBy(false, ({ address, port }) => ({ address: withoutPort(address), port }))
}

/**
 * An address of its own for every pod, from 127.0.1.1 on in the order in which the export meets them, ports kept as they
 * are, so that the same mesh gives the same map. An external server counts as a pod.
 * @param block first number of the third byte, for several meshes on one machine
 */
export function loopbackAddresses(block = 1): EndpointAddresses {
  const numbers = new Map<string, number>()
  return addressesBy(true, ({ address, port, pod }) => {
    const owner = pod === '' ? withoutPort(address) : pod
    let number = numbers.get(owner)
    if (number === undefined) {
      number = numbers.size
      numbers.set(owner, number)
    }
    return { address: `127.0.${block + Math.floor(number / 254)}.${1 + (number % 254)}`, port: unprivileged(port) }
  })
}

/** Ports below 1024 need rights that a test has not. */
function unprivileged(port: number): number {
  return port < 1024 ? port + 10_000 : port
}

function addressesBy(areMapped: boolean, addressOf: (endpoint: Endpoint) => SocketAddress): EndpointAddresses {
  const known = new Map<string, MappedEndpoint>()
  return {
    areMapped,
    of: endpoint => {
      let mapped = known.get(endpoint.address)
      if (mapped === undefined) {
        mapped = { ...addressOf(endpoint), endpoint: endpoint.address, pod: endpoint.pod }
        known.set(endpoint.address, mapped)
      }
      return mapped
    },
    get listed() {
      return [...known.values()]
    },
  }
}

function withoutPort(address: string): string {
  return address.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
}
