import { keyText } from '../../config/route-tests/contradictions.ts'
import type { Expectation } from '../../config/route-tests/route-tests.ts'
import type { RouteFailure } from '../../dataplane/route-test-run.ts'
import type { BoundCaller } from '../foreign-tests/bound-caller.ts'
import type { AssumedMesh } from '../foreign-tests/bound-mesh.ts'
import { destinationMismatches, gotText, isReached } from './destination-checks.ts'
import type { RouteFacts } from './facts.ts'
import { explainedFailure } from './failure-lines.ts'
import type { Mismatch } from './mismatch.ts'
import { policyMismatches } from './policy-checks.ts'
import { refusalMismatches } from './refusal-checks.ts'
import { ruleMismatches } from './rule-checks.ts'

export interface CheckedRequest {
  readonly mesh: AssumedMesh
  readonly caller: BoundCaller
  readonly facts: RouteFacts
}

/** How many facts an expectation has, and those that are not so. */
export function checkExpectation(
  expect: Expectation,
  checked: CheckedRequest,
): { readonly count: number; readonly failures: readonly RouteFailure[] } {
  const { facts, mesh } = checked
  const { not, ...wanted } = expect
  const mismatches = [...mismatchesOf(wanted, checked), ...(not === undefined ? [] : holding(not, checked))]
  return {
    count: factCount(wanted) + (not === undefined ? 0 : factCount(not)),
    failures: mismatches.map(mismatch => explainedFailure(mismatch, expect, facts, mesh)),
  }
}

function mismatchesOf(expect: Expectation, { facts, mesh, caller }: CheckedRequest): readonly Mismatch[] {
  return [
    ...destinationMismatches(expect, facts),
    ...policyMismatches(expect, facts),
    ...ruleMismatches(expect, facts, mesh),
    ...refusalMismatches(expect, caller, facts, mesh),
  ]
}

/**
 * What must not be so, and is: each fact by itself, but where requests go is one fact. Without a weight not even a small
 * share of them may go there.
 */
function holding(not: Expectation, checked: CheckedRequest): readonly Mismatch[] {
  const { to, subset, port, weight, ...others } = not
  const goal = { to, subset, port, weight }
  const parts: Expectation[] = [
    ...(Object.values(goal).some(value => value !== undefined) ? [goal] : []),
    ...Object.entries(others).map(([key, value]) => ({ [key]: value })),
  ]
  return parts.flatMap(part => {
    const isSo =
      part === goal && weight === undefined ? isReached(goal, checked.facts) : mismatchesOf(part, checked).length === 0
    if (!isSo) return []
    const words = Object.entries(part).flatMap(([key, value]) =>
      value === undefined ? [] : [[keyText(key as keyof Expectation), value] as const],
    )
    const expected = words.map(([key, value]) => `${key} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    return [{ what: `not.${words[0]?.[0] ?? ''}`, expected: `not ${expected.join(', ')}`, got: gotText(checked.facts) }]
  })
}

/** What a reader would count: every key. */
function factCount({ not: _, snapshot: __, ...expect }: Expectation): number {
  return Object.values(expect).filter(value => value !== undefined).length
}
