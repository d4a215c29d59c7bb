import { fields, numberOr, optionalDurationNs, text } from '../../compile/istio/field.ts'
import { finding, type LintCheck } from '../check.ts'
import { httpRules } from '../virtual-service-rules.ts'

export const cutRetries: LintCheck = {
  code: 'MS2504',
  title: 'a timeout that leaves no time for the retries',
  level: 'warning',
  meaning:
    '`timeout` covers the request with all its retries. Where each try may take `perTryTimeout`, tries that would begin at or after `timeout` never do: the caller gets 504 first.',
  fix: 'Make `timeout` longer than attempts x `perTryTimeout`, or either of those smaller.',
  bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  hosts: [web]
  http:
    - timeout: 3s
      retries: { attempts: 3, perTryTimeout: 2s }
      route: [{ destination: { host: web } }]
`,
  good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  hosts: [web]
  http:
    - timeout: 10s
      retries: { attempts: 3, perTryTimeout: 2s }
      route: [{ destination: { host: web } }]
`,
  find: world =>
    httpRules(world).flatMap(({ resource, rule, path }) => {
      const retries = fields(rule.retries)
      const attempts = numberOr(retries.attempts, 0)
      const tryNs = optionalDurationNs(retries.perTryTimeout) ?? 0
      const wholeNs = optionalDurationNs(rule.timeout) ?? 0
      if (attempts <= 0 || tryNs <= 0 || wholeNs <= 0 || attempts * tryNs < wholeNs) return []
      const begun = Math.ceil(wholeNs / tryNs)
      const message = `when every try takes its perTryTimeout of ${text(retries.perTryTimeout)}, only ${begun} of ${attempts + 1} tries begin within ${text(rule.timeout)}`
      return [finding(cutRetries, resource, [...path, 'timeout'], message, cutRetries.fix)]
    }),
}
