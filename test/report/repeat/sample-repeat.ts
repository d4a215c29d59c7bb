import { estimateOf } from '../../../src/measure/estimate.ts'
import type { RepeatResult } from '../../../src/measure/repeat.ts'

const MS = 1e6
const run = (seed: number, passed: boolean) => ({ seed, digest: `000000000000000${seed}`, passed })
const of = (...values: readonly number[]) => estimateOf(values.map(value => ({ value })))

/** Three runs of which one fails: their p99 of 100, 110 and 120 ms meets `< 115ms` in two. */
export const sampleRepeat: RepeatResult = {
  schema: 1,
  meshsim: '0.0.0',
  scenario: { id: 'shop', title: 'Shop <under> load', file: 'shop/scenario.yaml' },
  istio: '1.32',
  durationNs: 60e9,
  digest: '0123456789abcdef',
  runs: [run(4, true), run(5, true), run(6, false)],
  needed: 2,
  passed: true,
  complete: true,
  assertions: [
    {
      selector: 'latency{at=client}',
      condition: 'p99 < 115ms',
      unit: 'time',
      limits: [115 * MS],
      held: 2,
      observed: [100 * MS, 110 * MS, 120 * MS],
      figure: of(100 * MS, 110 * MS, 120 * MS),
    },
    {
      selector: 'errors{at=client}',
      condition: 'rate < 1%',
      window: 'canary',
      unit: 'fraction',
      limits: [0.01],
      held: 3,
      observed: [0, 0, null],
      figure: { n: 2, missing: 1, mean: 0, low: 0, high: 0 },
    },
  ],
  until: {
    metric: 'p99{at=client}',
    unit: 'time',
    figure: of(100 * MS, 110 * MS, 120 * MS),
    within: 0.02,
    halfWidth: 0.2258,
    reached: false,
    atMost: 3,
  },
  warmup: { configuredNs: 5e9, settlesNs: 10e9 },
}
