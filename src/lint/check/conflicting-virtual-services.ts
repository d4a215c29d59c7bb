import { texts } from '../../compile/istio/field.ts'
import type { HttpRule, VirtualService } from '../../compile/istio/virtual-service/virtual-service.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import { finding, type LintCheck } from '../check.ts'
import { type LintWorld, specOf } from '../world.ts'

/** core/httproute.go:dedupeDomains: a sidecar takes a host from the first VirtualService that has routes for it. */
export const conflictingVirtualServices: LintCheck = {
  code: 'MS2503',
  title: 'two VirtualServices have one host on the mesh, and the younger is ignored',
  level: 'warning',
  meaning:
    'Sidecars do not merge VirtualServices of one host: the oldest that has a route there owns it (without creation times, the first by name), and no rule of the others is ever sent. Only gateways append the rules of all.',
  fix: 'Put the rules into one VirtualService, or delegate from one to the other, or bind the second to a gateway only.',
  bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: a-web }
spec: { hosts: [web], http: [{ route: [{ destination: { host: web } }] }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: b-web }
spec: { hosts: [web], http: [{ timeout: 2s, route: [{ destination: { host: web } }] }] }
`,
  good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec: { hosts: [web], http: [{ timeout: 2s, route: [{ destination: { host: web } }] }] }
`,
  find: conflicts,
}

function conflicts(world: LintWorld): readonly Diagnostic[] {
  const owners = new Map<string, VirtualService>()
  return world.merged.flatMap(vs => {
    if (!vs.gateways.includes('mesh') || vs.http.length === 0) return []
    const reach = reachOf(vs, world)
    return vs.hosts.flatMap((host, index) => {
      const owner = owners.get(`${reach} ${host}`)
      if (!owner) {
        if (vs.http.some(isForAll)) owners.set(`${reach} ${host}`, vs)
        return []
      }
      const resource = world.resource(vs.id)
      if (!resource) return []
      const written = texts(specOf(resource).hosts)[index] ?? host
      const message = `sidecars ignore these rules for ${written}: ${owner.id}, older or first by name, has the host`
      return [finding(conflictingVirtualServices, resource, ['spec', 'hosts', index], message)]
    })
  })
}

/** Two of one reach are seen by the same clients, so that age alone decides between them. */
function reachOf(vs: VirtualService, { virtualServiceExportTo }: LintWorld): string {
  const exportTo = vs.exportTo ?? virtualServiceExportTo
  if (exportTo.includes('*')) return '*'
  return [...new Set(exportTo.map(to => (to === '.' ? vs.namespace : to)))].sort().join()
}

/** Every sidecar gets a route of it, whatever its labels, its namespace and the port. */
function isForAll({ match }: HttpRule): boolean {
  return (
    match.length === 0 ||
    match.some(
      ({ source }) =>
        source.port === 0 &&
        source.namespace === '' &&
        Object.keys(source.labels).length === 0 &&
        (source.gateways.length === 0 || source.gateways.includes('mesh')),
    )
  )
}
