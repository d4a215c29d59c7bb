import { texts } from '../../compile/istio/field.ts'
import { hostsForNamespace } from '../../compile/istio/gateway/gateway.ts'
import { hostsOverlap } from '../../compile/istio/host/name.ts'
import { resolveGateway } from '../../compile/istio/virtual-service/parse-match.ts'
import type { VirtualService } from '../../compile/istio/virtual-service/virtual-service.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import { finding, type LintCheck } from '../check.ts'
import { type LintWorld, specOf } from '../world.ts'

export const bindsNowhere: LintCheck = {
  code: 'MS2508',
  title: 'a VirtualService that never applies at a gateway it is meant for',
  level: 'warning',
  meaning:
    'A VirtualService applies at a gateway when it names the Gateway and one of its hosts lies within the hosts of a server there (`namespace/host` limits the namespace). Without `gateways` it applies to sidecars only: requests from outside never meet it, and sidecars rarely call a public name.',
  fix: 'Name the Gateway under `gateways`, and let the hosts of both overlap.',
  bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  hosts: [shop.exmaple]
  gateways: [public]
  http: [{ route: [{ destination: { host: web } }] }]
`,
  good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  hosts: [shop.example]
  gateways: [public]
  http: [{ route: [{ destination: { host: web } }] }]
`,
  find: world => world.virtualServices.flatMap(vs => [...unmetGateways(vs, world), ...forgottenGateway(vs, world)]),
}

/** Gateways that are named, and have no server for any of the hosts. */
function unmetGateways(vs: VirtualService, world: LintWorld): readonly Diagnostic[] {
  const resource = world.resource(vs.id)
  if (!resource) return []
  return texts(specOf(resource).gateways).flatMap(written => {
    const gateway = world.gateways.find(({ key }) => key === resolveGateway(written, vs.namespace))
    if (!gateway) return []
    const served = gateway.servers.flatMap(({ hosts }) => hostsForNamespace(hosts, vs.namespace))
    if (vs.hosts.some(host => served.some(other => hostsOverlap(host, other)))) return []
    const all = [...new Set(gateway.servers.flatMap(({ hosts }) => hosts))].join(', ')
    const message = `none of its hosts is served at ${gateway.id}: the rules never apply there`
    return [finding(bindsNowhere, resource, ['spec', 'hosts'], message, `the servers have ${all}`)]
  })
}

/** Only for the mesh by default, with a host that no service has and a Gateway serves by name. */
function forgottenGateway(vs: VirtualService, world: LintWorld): readonly Diagnostic[] {
  const resource = world.resource(vs.id)
  if (!resource || vs.hosts.length === 0 || texts(specOf(resource).gateways).length > 0) return []
  if (vs.hosts.some(host => world.registry.named(host).length > 0)) return []
  const gateway = world.gateways.find(({ servers }) =>
    servers.some(({ hosts }) => hostsForNamespace(hosts, vs.namespace).some(host => vs.hosts.includes(host))),
  )
  if (!gateway) return []
  const message = `it names no gateway, so that it applies to sidecars only; ${gateway.id} serves its host, without these rules`
  return [finding(bindsNowhere, resource, ['spec', 'hosts'], message, `add gateways: [${gateway.key}]`)]
}
