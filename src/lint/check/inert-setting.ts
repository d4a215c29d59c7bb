import { type Fields, fields, list, numberOr, optionalFields, optionalNumber, text } from '../../compile/istio/field.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import { finding, type LintCheck, type Path } from '../check.ts'
import { policyLayers } from '../policy-layer.ts'
import { httpRules, type WrittenRule } from '../virtual-service-rules.ts'

export const inertSetting: LintCheck = {
  code: 'MS2515',
  title: 'a value that makes its setting do nothing',
  level: 'warning',
  meaning:
    'Some values are taken and change nothing: a fault or mirror for 0 % of the requests (a fault without `percentage` is one), outlier detection whose detectors are all off, a detector of gateway errors that the one of 5xx always forestalls, `warmup` with a balancer that has none.',
  fix: 'Give the value that was meant, or remove the setting.',
  bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  hosts: [web]
  http:
    - fault: { delay: { fixedDelay: 2s } }
      route: [{ destination: { host: web } }]
`,
  good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  hosts: [web]
  http:
    - fault: { delay: { fixedDelay: 2s, percentage: { value: 5 } } }
      route: [{ destination: { host: web } }]
`,
  find: world => [
    ...httpRules(world).flatMap(inertActions),
    ...world
      .ofKind('DestinationRule')
      .flatMap(rule =>
        policyLayers(rule).flatMap(({ policy, path }) =>
          inertPolicies(policy, path).map(({ at, message }) => finding(inertSetting, rule, at, message)),
        ),
      ),
  ],
}

interface Inert {
  readonly at: Path
  readonly message: string
}

function inertActions({ resource, rule, path }: WrittenRule): readonly Diagnostic[] {
  const fault = fields(rule.fault)
  const faults = ['delay', 'abort'].flatMap((kind): readonly Inert[] => {
    const written = optionalFields(fault[kind])
    const isOff = written && numberOr(fields(written.percentage).value, 0) === 0 && numberOr(written.percent, 0) === 0
    if (!isOff) return []
    const why = written.percentage === undefined ? 'without a percentage' : 'for 0 % of the requests'
    return [{ at: [...path, 'fault', kind], message: `this ${kind} never happens: it is ${why}` }]
  })
  const off = { message: 'nothing is mirrored: the percentage is 0' }
  const mirror = optionalFields(rule.mirrorPercentage)
  const mirrored: readonly Inert[] =
    mirror && numberOr(mirror.value, 0) === 0 ? [{ at: [...path, 'mirrorPercentage'], ...off }] : []
  const mirrors = list(rule.mirrors).flatMap((entry, index): readonly Inert[] => {
    const percentage = optionalFields(fields(entry).percentage)
    const isOff = percentage && numberOr(percentage.value, 0) === 0
    return isOff ? [{ at: [...path, 'mirrors', index, 'percentage'], ...off }] : []
  })
  return [...faults, ...mirrored, ...mirrors].map(({ at, message }) => finding(inertSetting, resource, at, message))
}

function inertPolicies(policy: Fields, path: Path): readonly Inert[] {
  return [...inertOutlier(policy, path), ...inertWarmup(policy, path)]
}

/** Envoy's own thresholds: 5 for all 5xx, gateway errors not at all unless they are asked for. */
function inertOutlier({ outlierDetection }: Fields, path: Path): readonly Inert[] {
  const outlier = optionalFields(outlierDetection)
  if (!outlier) return []
  const all = optionalNumber(outlier.consecutive5xxErrors) ?? 5
  const gateway = optionalNumber(outlier.consecutiveGatewayErrors) ?? 0
  const splits = outlier.splitExternalLocalOriginErrors === true
  if (all === 0 && gateway === 0 && !splits) {
    const message = 'no host is ever ejected: consecutive5xxErrors 0 turns the only detector off'
    return [{ at: [...path, 'outlierDetection', 'consecutive5xxErrors'], message }]
  }
  if (all === 0 || gateway < all || gateway === 0) return []
  const equally = outlier.consecutive5xxErrors === undefined ? 'the default of ' : ''
  const message = `gateway errors are 5xx too, and consecutive5xxErrors, ${equally}${all}, ejects before ${gateway} of them`
  // Equal thresholds eject at the same response: harmless, and often written.
  return gateway === all ? [] : [{ at: [...path, 'outlierDetection', 'consecutiveGatewayErrors'], message }]
}

/** core/cluster_traffic_policy.go: slow start is for LEAST_REQUEST and ROUND_ROBIN. */
function inertWarmup({ loadBalancer }: Fields, path: Path): readonly Inert[] {
  const balancer = fields(loadBalancer)
  const simple = text(balancer.simple)
  const hasNone = balancer.consistentHash !== undefined || simple === 'RANDOM' || simple === 'PASSTHROUGH'
  if (!hasNone) return []
  return ['warmup', 'warmupDurationSecs']
    .filter(field => balancer[field] !== undefined)
    .map(field => ({
      at: [...path, 'loadBalancer', field],
      message: `${field} does nothing: only LEAST_REQUEST and ROUND_ROBIN warm hosts up`,
    }))
}
