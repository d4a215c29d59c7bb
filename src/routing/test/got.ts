import { ruleName } from '../explain/written-rule.ts'
import type { AssumedMesh } from '../foreign-tests/bound-mesh.ts'
import type { RouteFacts } from './facts.ts'
import { shortHost } from './mismatch.ts'
import { timeText } from './policy-checks.ts'
import { takenRule } from './rule-checks.ts'

/** Everything that tests can ask for, by the keys of expectations: what snapshots keep. */
export function gotOf(mesh: AssumedMesh, facts: RouteFacts): Readonly<Record<string, unknown>> {
  const taken = takenRule(mesh, facts)
  const { status, redirect, retry, fault, mirrors, hashKeys, clusters } = facts
  const split = facts.destinations
    .filter(({ weight }) => weight > 0)
    .map(({ host, subset, weight }) => [`${shortHost(host)}${subset ? `/${subset}` : ''}`, Number(weight.toFixed(3))])
  return {
    ...(taken ? { rule: ruleName(taken) } : {}),
    ...(facts.isUnrouted ? { 'no-route': status } : status === undefined ? {} : { status }),
    ...(redirect ? { redirect } : {}),
    ...(split.length > 0 ? { split: Object.fromEntries(split) } : {}),
    ...(facts.timeoutNs > 0 ? { timeout: timeText(facts.timeoutNs) } : {}),
    ...(retry
      ? { retries: { attempts: retry.attempts, on: retry.on.split(','), statuses: retry.retriableStatusCodes } }
      : {}),
    ...(fault ? { fault } : {}),
    ...(mirrors.length > 0 ? { mirror: mirrors } : {}),
    ...(hashKeys.length > 0 ? { 'hash-key': hashKeys } : {}),
    ...(clusters.length > 0
      ? { lb: unique(clusters.map(({ lb }) => lb)), mtls: unique(clusters.map(({ mtls }) => mtls)) }
      : {}),
  }
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)]
}
