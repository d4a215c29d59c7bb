import { isSubsetOf, isWildcard } from '../../compile/istio/host/name.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import { nearest } from '../../config/nearest.ts'
import type { Resource } from '../../config/resource.ts'
import { finding, type LintCheck } from '../check.ts'
import { hostOf, servicesOf } from '../policy-layer.ts'
import type { LintWorld } from '../world.ts'

/** pilot/pkg/model/push_context.go:destinationRule. */
export const unseenDestinationRule: LintCheck = {
  code: 'MS2510',
  title: 'a DestinationRule that no client sees',
  level: 'warning',
  meaning:
    'A client looks for a DestinationRule in its own namespace, then in the namespace of the service, then in the root namespace, and nowhere else. One whose host no service has, or which lies in another namespace without clients, changes nothing. A host without a dot belongs to the namespace of the rule.',
  fix: 'Write the full name of the host, and keep the rule in the namespace of the service.',
  bad: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web, namespace: policies }
spec: { host: web.default.svc.cluster.local, trafficPolicy: { loadBalancer: { simple: RANDOM } } }
`,
  good: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web, namespace: default }
spec: { host: web.default.svc.cluster.local, trafficPolicy: { loadBalancer: { simple: RANDOM } } }
`,
  find: world => (world.hasServices ? world.ofKind('DestinationRule').flatMap(rule => found(rule, world)) : []),
}

function found(rule: Resource, world: LintWorld): readonly Diagnostic[] {
  const host = hostOf(rule)
  const services = servicesOf(rule, world)
  if (services.length === 0) {
    if (isWildcard(host) && world.registry.services.some(({ hostname }) => isSubsetOf(hostname, host))) return []
    const names = world.registry.services.map(({ hostname }) => hostname)
    const expanded = names.find(name => name.startsWith(`${host}.`))
    const match = expanded ?? nearest(host, names)
    const message = `no Service or ServiceEntry has the host ${host}: the rule applies to nothing`
    return [finding(unseenDestinationRule, rule, ['spec', 'host'], message, match && `did you mean ${match}?`)]
  }
  const { rootNamespace } = world.files.settings
  const { namespace } = rule
  if (namespace === rootNamespace || services.some(service => service.namespace === namespace)) return []
  if (world.workloads.some(workload => workload.namespace === namespace)) return []
  const owners = [...new Set(services.map(service => service.namespace))].join(', ')
  const message = `only clients in namespace ${namespace} would see it, and the files have none; the service is in ${owners}`
  return [finding(unseenDestinationRule, rule, ['metadata', 'namespace'], message)]
}
