import { fields, list, numberOr, optionalFields, text } from '../../compile/istio/field.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import { finding, type LintCheck } from '../check.ts'
import { type Inert, inertPolicies } from '../inert-policy.ts'
import { policyLayers } from '../policy-layer.ts'
import { httpRules, type WrittenRule } from '../virtual-service-rules.ts'

export const inertSetting: LintCheck = {
  code: 'MS2515',
  title: 'a value that makes its setting do nothing',
  level: 'warning',
  meaning:
    'Some values are taken and change nothing: a fault or mirror for 0 % of the requests (a fault without `percentage` is one), outlier detection whose detectors are all off, a detector of gateway errors that the one of 5xx always forestalls, `warmup` with a balancer that has none or that begins at 100 %, a limit, ring size or `maxEjectionPercent` of 0 (which means that nothing is set), `retriable-status-codes` without a status code, localities beside `enabled: false`.',
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
    ...httpRules(world).flatMap(rule => [...inertActions(rule), ...inertRetries(rule)]),
    ...world
      .ofKind('DestinationRule')
      .flatMap(rule =>
        policyLayers(rule).flatMap(({ policy, path }) =>
          inertPolicies(policy, path).map(({ at, message }) => finding(inertSetting, rule, at, message)),
        ),
      ),
  ],
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

/** Without codes of its own the condition has none to look for: 503 left Istio's list with 1.24. */
function inertRetries({ resource, rule, path }: WrittenRule): readonly Diagnostic[] {
  const conditions = text(fields(rule.retries).retryOn).split(',')
  const hasCode = conditions.some(condition => /^\d+$/.test(condition))
  const message = (name: string, missing: string) => `${name} retries nothing: ${missing}`
  const at = [...path, 'retries', 'retryOn']
  const found = []
  if (conditions.includes('retriable-status-codes') && !hasCode) {
    found.push(message('retriable-status-codes', 'no status code stands beside it'))
  }
  if (conditions.includes('retriable-headers')) {
    found.push(message('retriable-headers', 'a VirtualService can name no header for it'))
  }
  return found.map(each => finding(inertSetting, resource, at, each))
}
