import { fields, list, numberOr, text } from '../../compile/istio/field.ts'
import { resolveShortName } from '../../compile/istio/host/name.ts'
import { CLUSTER_DOMAIN } from '../../compile/istio/registry/kubernetes-service.ts'
import type { Resource } from '../../config/resource.ts'
import { finding, type LintCheck } from '../check.ts'
import { hostOf, policyLayers } from '../policy-layer.ts'
import { httpRules } from '../virtual-service-rules.ts'

export const lostStickiness: LintCheck = {
  code: 'MS2505',
  title: 'hash stickiness that a weighted route loses',
  level: 'warning',
  meaning:
    'The hash chooses a host within one destination. Which of several weighted destinations a request takes is drawn anew each time, so that a session moves between them whatever `consistentHash` says.',
  fix: 'Send a session to one subset by a match (a header or cookie), or accept it and say so.',
  bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  hosts: [web]
  http:
    - route:
        - { destination: { host: web, subset: v1 }, weight: 90 }
        - { destination: { host: web, subset: v2 }, weight: 10 }
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec:
  host: web
  trafficPolicy: { loadBalancer: { consistentHash: { httpHeaderName: x-user } } }
  subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }]
`,
  good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  hosts: [web]
  http:
    - match: [{ headers: { x-beta: { exact: 'yes' } } }]
      route: [{ destination: { host: web, subset: v2 } }]
    - route: [{ destination: { host: web, subset: v1 } }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec:
  host: web
  trafficPolicy: { loadBalancer: { consistentHash: { httpHeaderName: x-user } } }
  subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }]
`,
  find: world => {
    const hashed = new Map(
      world
        .ofKind('DestinationRule')
        .filter(hashes)
        .map(rule => [hostOf(rule), rule]),
    )
    if (hashed.size === 0) return []
    return httpRules(world).flatMap(({ resource, rule, path }) => {
      const routed = list(rule.route)
        .map(fields)
        .filter(({ weight }) => numberOr(weight, 0) > 0)
      if (routed.length < 2) return []
      const hosts = routed.map(({ destination }) =>
        resolveShortName(text(fields(destination).host), resource.namespace, CLUSTER_DOMAIN),
      )
      const sticky = hosts.map(host => hashed.get(host)).find(found => found !== undefined)
      if (!sticky) return []
      const message = `${routed.length} destinations are drawn by weight, so the consistentHash of DestinationRule/${sticky.namespace}/${sticky.name} holds no session on one of them`
      return [finding(lostStickiness, resource, [...path, 'route'], message)]
    })
  },
}

function hashes(rule: Resource): boolean {
  return policyLayers(rule).some(({ policy }) => fields(policy.loadBalancer).consistentHash !== undefined)
}
