import type { Mesh } from '../../config/mesh.ts'
import type { Endpoint } from '../../dataplane/endpoint.ts'

/** How a set of recordings writes endpoints. */
export interface EndpointStyle {
  /** Pods without their namespace; everything else by its address, or as the WorkloadEntry that has it. */
  nameOf(endpoint: Endpoint): string
  /** Whether each endpoint says if it is reached by mesh mTLS. */
  readonly showsMtls: boolean
}

/** The text of `expected.jsonl` tells which style it is in. */
export function endpointStyle(mesh: Mesh, expected: string): EndpointStyle {
  const entries = new Map<string, string>()
  if (expected.includes('"WorkloadEntry ')) {
    for (const { kind, name, body } of mesh.resources) {
      const address = (body.spec as { readonly address?: string } | undefined)?.address
      if (kind === 'WorkloadEntry' && address && !entries.has(address)) entries.set(address, `WorkloadEntry ${name}`)
    }
  }
  return {
    showsMtls: expected.includes('"mtls"'),
    nameOf: endpoint => {
      if (endpoint.pod !== '') return withoutNamespace(endpoint.pod)
      const address = addressOf(endpoint)
      return entries.get(address) ?? address
    },
  }
}

/** `namespace/pod` -> `pod`, `cluster/namespace/pod` -> `cluster/pod`. */
function withoutNamespace(pod: string): string {
  const parts = pod.split('/')
  return [...parts.slice(0, -2), ...parts.slice(-1)].join('/')
}

export function addressOf(endpoint: Endpoint): string {
  return endpoint.address.slice(0, endpoint.address.lastIndexOf(':'))
}
