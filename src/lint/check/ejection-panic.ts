import { fields, numberOr } from '../../compile/istio/field.ts'
import { finding, type LintCheck } from '../check.ts'
import { policyLayers } from '../policy-layer.ts'
import { mostHosts } from './cannot-eject.ts'

export const ejectionPanic: LintCheck = {
  code: 'MS2502',
  title: 'outlier detection whose first ejection is undone by panic',
  level: 'warning',
  meaning:
    '`minHealthPercent` is Envoy’s panic threshold: when fewer hosts than that are healthy, health is ignored and ejected hosts get requests again. Where one ejection already falls below it, outlier detection changes nothing.',
  fix: 'Lower `minHealthPercent` below the share that is left after an ejection, or remove it.',
  bad: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec:
  host: web
  trafficPolicy:
    outlierDetection: { maxEjectionPercent: 50, minHealthPercent: 90 }
`,
  good: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec:
  host: web
  trafficPolicy:
    outlierDetection: { maxEjectionPercent: 50, minHealthPercent: 50 }
`,
  find: world =>
    world.ofKind('DestinationRule').flatMap(rule =>
      policyLayers(rule).flatMap(layer => {
        const threshold = numberOr(fields(layer.policy.outlierDetection).minHealthPercent, 0)
        const hosts = threshold > 0 ? mostHosts(rule, layer, world) : 0
        if (!hosts || 100 * (hosts - 1) >= threshold * hosts) return []
        const left = Math.floor((100 * (hosts - 1)) / hosts)
        const message = `with ${hosts} host${hosts === 1 ? '' : 's'}, one ejection leaves ${left} % healthy, below minHealthPercent ${threshold}: the ejected host gets requests all the same`
        return [finding(ejectionPanic, rule, [...layer.path, 'outlierDetection', 'minHealthPercent'], message)]
      }),
    ),
}
