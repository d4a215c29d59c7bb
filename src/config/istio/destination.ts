import type { Check, Path } from '../check.ts'
import { isDnsLabel } from '../label.ts'
import { isRecord, isSet, listOf, numberOf, recordOf, textOf } from '../value.ts'
import { checkHeaderOperations } from './header-operation.ts'
import { wildcardHostProblem } from './host.ts'
import { checkPort } from './port.ts'

/** A destination's host, subset name and port (validateDestination). */
export function checkDestination(destination: unknown, path: Path, check: Check): void {
  if (!isRecord(destination)) return
  const host = textOf(destination.host)
  const problem = host === '*' ? 'a destination must be a host, not *' : wildcardHostProblem(host)
  if (problem) check.error('MS2201', [...path, 'host'], problem)
  const subset = textOf(destination.subset)
  if (subset !== '' && !isDnsLabel(subset)) {
    check.error('MS2216', [...path, 'subset'], `${subset} is not a valid subset name`)
  }
  if (isSet(destination.port)) {
    const number = numberOf(recordOf(destination.port).number)
    if (number === undefined) check.error('MS2212', [...path, 'port'], 'the port number is missing')
    else checkPort(number, [...path, 'port', 'number'], check)
  }
}

/** Destinations with weights: none negative, and together more than nothing (validateHTTPRouteDestinations). */
export function checkWeightedDestinations(destinations: unknown, path: Path, check: Check): void {
  const entries = listOf(destinations).map(recordOf)
  let total = 0
  entries.forEach((entry, index) => {
    const at = [...path, index]
    if (!isSet(entry.destination)) check.error('MS2206', at, 'the destination is missing')
    checkDestination(entry.destination, [...at, 'destination'], check)
    checkHeaderOperations(entry.headers, [...at, 'headers'], check)
    const weight = numberOf(entry.weight) ?? 0
    if (weight < 0) check.error('MS2207', [...at, 'weight'], `a weight must not be negative (${weight})`)
    total += weight
  })
  if (entries.length > 1 && total === 0) {
    check.error('MS2207', path, 'the weights of these destinations sum to 0', 'give at least one of them a weight')
  }
}
