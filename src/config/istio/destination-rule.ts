import type { Check } from '../check.ts'
import { checkLabels, isDnsLabel } from '../label.ts'
import { isSet, listOf, recordOf, textOf, type YamlRecord } from '../value.ts'
import { checkExportTo, checkExportWithSelector } from './export-to.ts'
import { wildcardHostProblem } from './host.ts'
import { checkSelector } from './selector.ts'
import { checkTrafficPolicy } from './traffic-policy.ts'

/** pkg/config/validation/validation.go:ValidateDestinationRule. */
export function checkDestinationRule(spec: YamlRecord, check: Check): void {
  const problem = wildcardHostProblem(textOf(spec.host))
  if (problem) check.error('MS2201', ['spec', 'host'], problem)
  checkTrafficPolicy(spec.trafficPolicy, ['spec', 'trafficPolicy'], check)
  const names = new Set<string>()
  listOf(spec.subsets).forEach((entry, index) => {
    const subset = recordOf(entry)
    const path = ['spec', 'subsets', index]
    const name = textOf(subset.name)
    if (names.has(name)) check.error('MS2216', [...path, 'name'], `there is a subset ${name} already`)
    else if (!isDnsLabel(name))
      check.error('MS2216', [...path, 'name'], `${name || 'an empty text'} is not a valid subset name`)
    names.add(name)
    checkLabels(subset.labels, [...path, 'labels'], check)
    checkTrafficPolicy(subset.trafficPolicy, [...path, 'trafficPolicy'], check)
  })
  checkExportTo(spec, check, 'rule')
  checkSelector(spec.workloadSelector, 'matchLabels', ['spec', 'workloadSelector'], check)
  if (isSet(spec.workloadSelector)) checkExportWithSelector(spec, check)
}
