import { fields, list, numberOr, optionalNumber } from '../../compile/istio/field.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import { finding, type LintCheck } from '../check.ts'
import { httpRules, type WrittenRule } from '../virtual-service-rules.ts'

/** core/route/route.go:applyHTTPRouteDestination. */
export const weights: LintCheck = {
  code: 'MS2507',
  title: 'weights that do not mean what they look like',
  level: 'warning',
  meaning:
    'Weights are shares of their sum, which need not be 100: `90` and `20` send 81.8 % and 18.2 %. The weight of a single destination is ignored: `weight: 0` still sends it everything.',
  fix: 'Let the weights sum to 100; leave out the weight of a single destination.',
  bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec: { hosts: [web], http: [{ route: [{ destination: { host: web }, weight: 0 }] }] }
`,
  good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec: { hosts: [web], http: [{ route: [{ destination: { host: web }, weight: 100 }] }] }
`,
  find: world => httpRules(world).flatMap(found),
}

function found({ resource, rule, path }: WrittenRule): readonly Diagnostic[] {
  const routes = list(rule.route).map(fields)
  if (routes.length === 1) {
    const weight = optionalNumber(routes[0].weight)
    if (weight === undefined || weight === 100) return []
    const message = `the weight ${weight} of the only destination is ignored: it gets every request`
    return [finding(weights, resource, [...path, 'route', 0, 'weight'], message)]
  }
  const sum = routes.reduce((total, { weight }) => total + numberOr(weight, 0), 0)
  if (sum === 0 || sum === 100) return []
  const shares = routes.map(({ weight }) => `${Math.round((1000 * numberOr(weight, 0)) / sum) / 10} %`).join(', ')
  return [finding(weights, resource, [...path, 'route'], `the weights sum to ${sum}, so the shares are ${shares}`)]
}
