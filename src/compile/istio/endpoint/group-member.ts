import { isIpAddress } from '../host/name.ts'
import type { GroupMember } from '../locality/group.ts'
import type { MeshEndpoint } from './mesh-endpoint.ts'

/** An endpoint on its way to a caller; it is never one that is `TERMINATING`. */
export function groupMember(endpoint: MeshEndpoint, mtls: boolean): GroupMember {
  const { address, port, pod, weight, health, labels, place } = endpoint
  return {
    endpoint: {
      address: hostPort(address, port),
      port,
      pod,
      weight,
      health: health === 'TERMINATING' ? 'UNHEALTHY' : health,
      mtls,
      place,
    },
    labels,
  }
}

/** `address:port`, an IPv6 address in brackets. */
export function hostPort(address: string, port: number): string {
  return address.includes(':') && isIpAddress(address) ? `[${address}]:${port}` : `${address}:${port}`
}
