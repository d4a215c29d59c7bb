import { labelsMatch, numberOr } from '../../compile/istio/field.ts'
import type { HttpRule } from '../../compile/istio/virtual-service/virtual-service.ts'
import { findingAt, type LintCheck } from '../check.ts'

/** One request through an egress gateway is tried by the sidecar and, each time, by the gateway. */
export const multipliedRetries: LintCheck = {
  code: 'MS2518',
  title: 'retries that multiply along the way through a gateway',
  level: 'warning',
  meaning:
    'Every proxy on the way retries on its own. Where a sidecar sends a host through a gateway and both have retries, each of the (1 + m) tries of the sidecar may become (1 + n) tries of the gateway: a failing server meets the product.',
  fix: 'Retry in one place: `retries: { attempts: 0 }` on the other.',
  bad: retriesAt(2, 3),
  good: retriesAt(0, 3),
  find: world =>
    world.merged.flatMap(vs => {
      const resource = world.resource(vs.id)
      if (!resource || !vs.gateways.includes('mesh')) return []
      const atGateways = world.gateways.filter(({ key }) => vs.gateways.includes(key))
      return atGateways.flatMap(gateway => {
        const second = vs.http.find(rule => isAt(rule, gateway.key) && attemptsOf(rule) > 0)
        if (!second) return []
        const first = vs.http.filter(rule => isAt(rule, 'mesh') && attemptsOf(rule) > 0 && rule !== second)
        return first.flatMap(rule => {
          const leadsThere = rule.destinations.some(({ host }) =>
            world.registry.named(host).some(({ selector }) => selector && labelsMatch(gateway.selector, selector)),
          )
          if (!leadsThere) return []
          const [m, n] = [attemptsOf(rule) + 1, attemptsOf(second) + 1]
          const message = `${m} tries of the sidecar, each up to ${n} of ${gateway.id}: a failing server gets ${m * n} requests for one`
          return [findingAt(multipliedRetries, resource, rule.place, message, multipliedRetries.fix)]
        })
      })
    }),
}

function isAt({ match }: HttpRule, gateway: string): boolean {
  return (
    match.length === 0 || match.some(({ source }) => source.gateways.length === 0 || source.gateways.includes(gateway))
  )
}

/** Only retries that the rule asks for; Istio's default of two is for failed connections. */
function attemptsOf({ retries }: HttpRule): number {
  return numberOr(retries?.attempts, 0)
}

function retriesAt(sidecar: number, gateway: number): string {
  return `apiVersion: v1
kind: Service
metadata: { name: egress }
spec: { selector: { istio: egressgateway }, ports: [{ name: http, port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: egress }
spec: { selector: { matchLabels: { istio: egressgateway } }, template: { metadata: { labels: { istio: egressgateway } } } }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: egress }
spec:
  selector: { istio: egressgateway }
  servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [api.example] }]
---
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: api }
spec: { hosts: [api.example], ports: [{ number: 80, name: http, protocol: HTTP }], resolution: DNS }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: api }
spec:
  hosts: [api.example]
  gateways: [mesh, egress]
  http:
    - match: [{ gateways: [mesh] }]
      retries: { attempts: ${sidecar} }
      route: [{ destination: { host: egress } }]
    - match: [{ gateways: [egress] }]
      retries: { attempts: ${gateway} }
      route: [{ destination: { host: api.example } }]
`
}
