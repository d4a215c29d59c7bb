import { expect, test } from 'vitest'
import { repeatText } from '../../../src/report/repeat/text.ts'
import { sampleRepeat } from './sample-repeat.ts'

const told = (change: Partial<typeof sampleRepeat> = {}) =>
  repeatText({ ...sampleRepeat, ...change }, { width: 100, color: false, unicode: true })

test('each assertion has its interval and the runs it held in', () => {
  const lines = told().split('\n')
  expect(lines[1]).toBe('3 seeds, 4 to 6 · 1m simulated each · istio 1.32 defaults')
  expect(lines.find(line => line.includes('p99 < 115ms'))).toMatch(/\? +latency.* 110ms \[85\.2ms, 135ms\] +2 of 3$/)
  expect(lines.find(line => line.includes('rate < 1%'))).toMatch(
    /✓ +errors\{at=client\} during canary .* 0% \[all equal\], 1 without +3 of 3$/,
  )
  expect(told()).toContain('known to ±22.6% after 3 runs, not within 2.00% (at-most: 3)')
})

test('the warm-up line says what to do, or that nothing is to be done', () => {
  expect(told()).toContain('the start shows in the median latency until 10s (MSER-5): set warmup: 10s to leave it out')
  expect(told({ warmup: { configuredNs: 5e9, settlesNs: 5e9 } })).toContain('nothing of the start shows')
  expect(told({ warmup: { configuredNs: 0 } })).toContain('does not settle')
})

test('one run has no interval, and none is no run', () => {
  expect(told({ runs: sampleRepeat.runs.slice(0, 1) })).toContain('one run (seed 4): no intervals')
  expect(told({ runs: [], assertions: [], complete: false })).toContain('no run was finished')
})

test('a figure that is 0 in every run is not known, only rare', () => {
  const until = {
    metric: 'errors',
    unit: 'fraction' as const,
    figure: { n: 20, missing: 0, mean: 0, low: 0, high: 0 },
    within: 0.1,
    reached: false,
    atMost: 20,
  }
  // 3 of 20 is 15 %.
  const text = told({ until, passed: false }).replaceAll(/\s+/g, ' ')
  expect(text).toContain('0 in all 20 runs, which says only that less than 15.0% of all runs have another')
})
