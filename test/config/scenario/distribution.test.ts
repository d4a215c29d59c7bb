import { describe, expect, test } from 'vitest'
import { distributionText, parseDistribution } from '../../../src/config/scenario/distribution.ts'

const outcome = (text: string) => {
  const result = parseDistribution(text, 'ms')
  return result.ok ? result.value : result.code
}

describe('random times', () => {
  test.each([
    ['5ms', { kind: 'const', valueNs: 5_000_000 }],
    ['const(5ms)', { kind: 'const', valueNs: 5_000_000 }],
    ['exp(3s)', { kind: 'exp', meanNs: 3_000_000_000 }],
    ['exp(mean=3s)', { kind: 'exp', meanNs: 3_000_000_000 }],
    ['uniform(1ms, 3ms)', { kind: 'uniform', minNs: 1_000_000, maxNs: 3_000_000 }],
    ['lognormal(p50=9ms, p99=40ms)', { kind: 'lognormal', p50Ns: 9_000_000, p99Ns: 40_000_000 }],
    ['lognormal( p99=40ms,p50=9ms )', { kind: 'lognormal', p50Ns: 9_000_000, p99Ns: 40_000_000 }],
    ['0ms', { kind: 'const', valueNs: 0 }],
  ])('%s', (text, expected) => expect(outcome(text)).toEqual(expected))

  test.each([
    ['5', 'MS3004'],
    ['exp(3)', 'MS3004'],
    ['exp()', 'MS3006'],
    ['exp(1s, 2s)', 'MS3006'],
    ['uniform(1ms)', 'MS3006'],
    ['uniform(3ms, 1ms)', 'MS3007'],
    ['lognormal(9ms, 40ms)', 'MS3006'],
    ['lognormal(p50=9ms, p95=40ms)', 'MS3006'],
    ['lognormal(p50=9ms, p50=40ms)', 'MS3006'],
    ['lognormal(p50=40ms, p99=9ms)', 'MS3007'],
    ['lognormal(p50=0ms, p99=9ms)', 'MS3007'],
    ['pareto(1ms)', 'MS3008'],
    ['constructor(1ms)', 'MS3008'],
    ['fast', 'MS3006'],
    ['5 minutes', 'MS3006'],
  ])('%s is refused', (text, code) => expect(outcome(text)).toBe(code))

  test.each(['300us', 'exp(3s)', 'uniform(1ms, 3ms)', 'lognormal(p50=480us, p99=1ms350us)'])(
    '%s is written as it was read',
    text => {
      const result = parseDistribution(text, 'ms')
      expect(result.ok && result.value.kind !== 'histogram' && distributionText(result.value)).toBe(text)
    },
  )
})
