import { fields, list, text } from '../../compile/istio/field.ts'
import { finding, type LintCheck } from '../check.ts'
import { policyLayers } from '../policy-layer.ts'

/** Istio issue 33470. */
export const distributeWithoutFailover: LintCheck = {
  code: 'MS2517',
  title: 'a distribution that never fails over',
  level: 'warning',
  meaning:
    '`distribute` gives localities that it does not list nothing, ever: there is no failover beyond the list. Where all requests of a locality go to one other entry and its hosts fail, they fail with them although other localities could serve.',
  fix: 'Give other localities a small share, or use `failover` with `outlierDetection`.',
  bad: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec:
  host: web
  trafficPolicy:
    loadBalancer: { localityLbSetting: { enabled: true, distribute: [{ from: eu/a/*, to: { 'eu/a/*': 100 } }] } }
`,
  good: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec:
  host: web
  trafficPolicy:
    loadBalancer:
      localityLbSetting: { enabled: true, distribute: [{ from: eu/a/*, to: { 'eu/a/*': 95, 'eu/b/*': 5 } }] }
`,
  find: world =>
    world.ofKind('DestinationRule').flatMap(rule =>
      policyLayers(rule).flatMap(({ policy, path }) =>
        list(fields(fields(policy.loadBalancer).localityLbSetting).distribute).flatMap((entry, index) => {
          const { from, to } = fields(entry)
          const targets = Object.keys(fields(to))
          if (targets.length !== 1 || targets[0] === '*') return []
          const at = [...path, 'loadBalancer', 'localityLbSetting', 'distribute', index, 'to']
          const message = `requests from ${text(from)} go to ${targets[0]} only, and nowhere else when its hosts fail`
          return [finding(distributeWithoutFailover, rule, at, message, distributeWithoutFailover.fix)]
        }),
      ),
    ),
}
