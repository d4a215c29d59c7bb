import type { Outcome } from '../golden/forward.ts'
import type { Prediction } from '../golden/predict.ts'
import type { Facts } from '../golden/recording.ts'
import { podStyle } from './pod-style.ts'

/** Outcomes that differ only in the pod that answered. */
interface Group {
  probability: number
  readonly facts: Facts
  readonly pods: Set<string>
}

/**
 * A prediction in the keys of the recordings. Keys that a draw decides are those of the likeliest outcome; where there are
 * several, `outcomes` lists all of them with their probabilities.
 */
export function gotOf({ exact, outcomes }: Prediction): Facts {
  const drawn = grouped(outcomes).map(({ probability, facts, pods }) => ({
    probability,
    ...withPods(facts, [...pods]),
  }))
  const { probability: _, ...likeliest } = drawn[0] ?? { probability: 0 }
  return { ...exact, ...likeliest, ...(drawn.length > 1 ? { outcomes: drawn } : {}) }
}

function grouped(outcomes: readonly Outcome[]): readonly Group[] {
  const groups = new Map<string, Group>()
  for (const { probability, facts, hosts } of outcomes) {
    const { server, ...rest } = facts
    const key = JSON.stringify([rest, { ...(server as object | undefined), pod: '' }])
    const group = groups.get(key) ?? { probability: 0, facts, pods: new Set() }
    group.probability += probability
    for (const { endpoint } of hosts ?? []) group.pods.add(podStyle.nameOf(endpoint))
    groups.set(key, group)
  }
  return [...groups.values()].sort((a, b) => b.probability - a.probability)
}

/** Every pod that can answer, where the recordings have those that did. */
function withPods(facts: Facts, pods: readonly string[]): Facts {
  if (pods.length === 0 || !('upstream' in facts)) return facts
  return { ...facts, upstream: { ...(facts.upstream as object), pods } }
}
