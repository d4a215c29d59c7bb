import type { Check } from '../check.ts'
import { isSet, recordOf, type YamlRecord } from '../value.ts'
import { checkSelector } from './selector.ts'

/** pkg/config/validation/validation.go:ValidatePeerAuthentication. */
export function checkPeerAuthentication(spec: YamlRecord, check: Check): void {
  const ports = Object.keys(recordOf(spec.portLevelMtls))
  const hasLabels = Object.keys(recordOf(recordOf(spec.selector).matchLabels)).length > 0
  const path = ['spec', 'portLevelMtls']
  if (ports.length > 0 && !hasLabels) {
    check.errorAtKey('MS2223', path, 'portLevelMtls needs a selector: ports are those of certain workloads')
  }
  if (isSet(spec.portLevelMtls) && ports.length === 0) check.errorAtKey('MS2223', path, 'portLevelMtls names no port')
  for (const port of ports) {
    const number = Number(port)
    if (!Number.isInteger(number) || number < 1 || number > 65535) {
      check.errorAtKey('MS2212', [...path, port], `${port} is not a port`, 'allowed: 1 to 65535')
    }
  }
  checkSelector(spec.selector, 'matchLabels', ['spec', 'selector'], check)
}
