import type { Prediction } from '../golden/predict.ts'
import type { Facts } from '../golden/recording.ts'
import { podStyle } from './pod-style.ts'

/**
 * A prediction in the keys of the recordings. Keys that a draw decides are those of the likeliest outcome; where there are
 * several, `outcomes` lists all of them with their probabilities.
 */
export function gotOf({ exact, outcomes }: Prediction): Facts {
  const drawn = outcomes
    .map(({ probability, facts, hosts }) => ({
      probability,
      ...facts,
      ...(hosts && 'upstream' in facts
        ? {
            upstream: {
              pods: [...new Set(hosts.map(({ endpoint }) => podStyle.nameOf(endpoint)))],
              ...(facts.upstream as object),
            },
          }
        : {}),
    }))
    .sort((a, b) => b.probability - a.probability)
  const { probability: _, ...likeliest } = drawn[0] ?? { probability: 0 }
  return { ...exact, ...likeliest, ...(drawn.length > 1 ? { outcomes: drawn } : {}) }
}
