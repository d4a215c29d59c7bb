import type { Precision } from '../../src/measure/precision.ts'

/** Each kind of figure once. */
export const samplePrecision: Precision = {
  batches: 24,
  batchNs: 2_000_000_000,
  sources: [
    {
      source: 'users',
      meanNs: { value: 81_200_000, low: 80_900_000, high: 81_500_000 },
      p50Ns: { value: 80_000_000, low: 79_800_000, high: 80_200_000 },
      p95Ns: { value: 402_000_000, unknown: 'correlated' },
      p99Ns: { value: 925_000_000, unknown: 'few' },
      errors: { value: 0, unknown: 'few' },
    },
  ],
}
