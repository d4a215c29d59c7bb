import { fields, list, texts } from '../../compile/istio/field.ts'
import { resolveGateway } from '../../compile/istio/virtual-service/parse-match.ts'
import { finding, type LintCheck } from '../check.ts'
import { httpRules } from '../virtual-service-rules.ts'
import { specOf } from '../world.ts'

/** core/route/route.go:sourceMatchHTTP. */
export const matchGateway: LintCheck = {
  code: 'MS2509',
  title: 'gateways of a match that make it or its other conditions ineffective',
  level: 'warning',
  meaning:
    '`gateways` of a match narrows the gateways of its VirtualService; one that is not among those is never asked. And where a match has `gateways`, its `sourceLabels` and `sourceNamespace` are ignored.',
  fix: 'Add the gateway to the `gateways` of the VirtualService; put source conditions into a match without `gateways`.',
  bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  hosts: [web]
  http:
    - match: [{ gateways: [public], uri: { prefix: /api } }]
      route: [{ destination: { host: web } }]
`,
  good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  hosts: [shop.example]
  gateways: [public, mesh]
  http:
    - match: [{ gateways: [public], uri: { prefix: /api } }]
      route: [{ destination: { host: web } }]
`,
  find: world =>
    httpRules(world).flatMap(({ resource, rule, path }) => {
      const { hosts, gateways } = specOf(resource)
      if (texts(hosts).length === 0) return []
      const written = texts(gateways)
      const bound = (written.length > 0 ? written : ['mesh']).map(name => resolveGateway(name, resource.namespace))
      return list(rule.match).flatMap((entry, index) => {
        const match = fields(entry)
        const named = texts(match.gateways)
        if (named.length === 0) return []
        const at = [...path, 'match', index]
        const isMet = named.some(name => bound.includes(resolveGateway(name, resource.namespace)))
        if (!isMet) {
          const message = `the VirtualService is bound to ${bound.join(', ')} only: this match is never asked`
          return [finding(matchGateway, resource, [...at, 'gateways'], message)]
        }
        return ['sourceLabels', 'sourceNamespace']
          .filter(field => match[field] !== undefined)
          .map(field => finding(matchGateway, resource, [...at, field], `${field} is ignored beside gateways`))
      })
    }),
}
