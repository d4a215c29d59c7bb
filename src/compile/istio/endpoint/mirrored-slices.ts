import type { Resource } from '../../../config/resource.ts'
import { fields, list } from '../field.ts'

/**
 * The EndpointSlices that Kubernetes makes of a hand-written Endpoints object, one per subset: istiod reads slices only.
 * Addresses that are not ready become entries of which the slice says no more than that.
 */
export function mirroredSlices(endpoints: Resource): readonly Resource[] {
  return list(endpoints.body.subsets).map(entry => {
    const subset = fields(entry)
    return {
      ...endpoints,
      kind: 'EndpointSlice',
      labels: { ...endpoints.labels, 'kubernetes.io/service-name': endpoints.name },
      body: {
        endpoints: [...mirrored(subset.addresses, true), ...mirrored(subset.notReadyAddresses, false)],
        ports: list(subset.ports),
      },
    }
  })
}

function mirrored(addresses: unknown, ready: boolean): readonly object[] {
  return list(addresses).map(entry => {
    const { ip, targetRef } = fields(entry)
    return { addresses: [ip], conditions: { ready }, targetRef }
  })
}
