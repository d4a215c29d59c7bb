import { fields, list, text, texts } from '../../compile/istio/field.ts'
import { parseLocality } from '../../compile/istio/pods/workload-template.ts'
import type { Mesh } from '../../config/mesh.ts'
import type { Pod } from '../../dataplane/pod.ts'
import { NO_LOCALITY } from '../../kernel/locality.ts'
import { externalPod } from '../external-pods.ts'

/**
 * What a ServiceEntry says about servers outside the mesh, one "pod" each: so that a timeline can slow, cut or lose them by
 * name or zone before anybody called them. A DNS entry without endpoints has its hosts.
 */
export function externalPods(mesh: Mesh): Pod[] {
  const found = new Map<string, Pod>()
  for (const entry of mesh.resources.filter(({ kind }) => kind === 'ServiceEntry')) {
    const spec = fields(entry.body.spec)
    const endpoints = list(spec.endpoints).map(fields)
    const addresses = endpoints.map(endpoint => text(endpoint.address))
    const hosts = spec.resolution === 'NONE' || endpoints.length > 0 ? [] : texts(spec.hosts)
    for (const [i, address] of [...addresses, ...hosts].entries()) {
      if (address === '' || address.includes('*') || found.has(address)) continue
      const locality = text(fields(endpoints[i]).locality)
      const place = locality === '' ? NO_LOCALITY : parseLocality(locality)
      const owner = { namespace: entry.namespace, name: entry.name }
      found.set(address, externalPod(address, owner, place, entry.place))
    }
  }
  return [...found.values()]
}
