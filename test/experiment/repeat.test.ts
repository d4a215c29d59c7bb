import { describe, expect, it } from 'vitest'
import { readBundle } from '../../src/config/scenario/bundle.ts'
import { repeatScenario } from '../../src/experiment/repeat.ts'
import type { RunResult } from '../../src/measure/result.ts'
import { sojourn } from '../../src/validation/oracle/closed-forms.ts'
import { deployment, documents, service } from '../compile/istio/mesh-of.ts'
import { bundleOf } from '../engine/scenario-of.ts'

const mesh = documents(deployment('server'), service('server'))

async function repeated(more: string, duration = '60s', ramp = '[]') {
  const scenario = `
duration: ${duration}
workloads: { server: { time: exp(1ms), concurrency: 1, queue: unbounded } }
traffic: { load: { to: http://server/, rate: 500/s, ramp: ${ramp}, timeout: none } }
${more}
`
  const bundle = bundleOf({ mesh, scenario })
  const read = readBundle(bundle).scenario
  if (read === undefined) throw new Error('no scenario')
  const results: RunResult[] = []
  const result = await repeatScenario(read, bundle, {
    jobs: 1,
    onResult: async run => {
      results.push(run)
    },
  })
  return { result, results }
}

describe('runs of many seeds', () => {
  it('tell the figure of an assertion with its interval, and in how many runs it held', async () => {
    const { result, results } = await repeated(`
repeat: { seeds: 3..8, pass: 5 }
assert: { "latency{at=client}": [mean < 10ms, mean > 10ms] }`)
    const [held, broken] = result.assertions
    const theory = sojourn(0.5, 1, 1) * 1e6
    expect(held.held).toBe(6)
    expect(held.figure.low).toBeLessThan(theory)
    expect(held.figure.high).toBeGreaterThan(theory)
    expect(broken).toMatchObject({ held: 0, figure: held.figure })
    expect(result).toMatchObject({ needed: 5, passed: false, complete: true })
    expect(results.map(({ seed }) => seed)).toEqual([3, 4, 5, 6, 7, 8])
    expect(result.runs.map(({ digest }) => digest)).toEqual(results.map(({ digest }) => digest))
    expect(new Set(results.map(({ digest }) => digest)).size).toBe(6)
  })

  it('pass when enough of them do', async () => {
    // The median of the means of six runs: about half of the runs are below it, none are all above.
    const { result } = await repeated(
      'repeat: { seeds: 1..6, pass: 1 }\nassert: { "latency{at=client}": [mean < 2ms] }',
    )
    const good = result.runs.filter(({ passed }) => passed).length
    expect(good).toBeGreaterThan(0)
    expect(good).toBeLessThan(6)
    expect(result.passed).toBe(true)
    const strict = await repeated('repeat: { seeds: 1..6 }\nassert: { "latency{at=client}": [mean < 2ms] }')
    expect(strict.result.passed).toBe(false)
    expect(strict.result.digest).toBe(result.digest)
  })

  it('go on until a figure is known, from ten seeds on', async () => {
    const { result } = await repeated('until: { metric: "mean{at=client}", within: 2% }', '20s')
    const { until, runs } = result
    expect(until).toMatchObject({ metric: 'mean{at=client}', reached: true, within: 0.02 })
    expect(until?.halfWidth).toBeLessThanOrEqual(0.02)
    expect(runs.length).toBeGreaterThan(10)
    // One run fewer would not have been enough: the rule stops at the first number of runs that is.
    const shorter = await repeated(
      `repeat: { seeds: 1..${runs.length - 1} }\nassert: { "latency{at=client}": [mean > 0s] }`,
      '20s',
    )
    const [{ figure }] = shorter.result.assertions
    expect(((figure.high ?? 0) - (figure.low ?? 0)) / 2 / (figure.mean ?? 1)).toBeGreaterThan(0.02)
  })

  it('give up after at-most, and then do not pass', async () => {
    const { result } = await repeated('until: { metric: "p99{at=client}", within: 0.01%, at-most: 11 }', '5s')
    expect(result.runs).toHaveLength(11)
    expect(result).toMatchObject({ passed: false, complete: true, until: { reached: false } })
  })

  it('say whether the start shows in what is measured', async () => {
    // At 50 % load an empty station is as busy as ever after a few service times of 1 ms: nothing shows in buckets of 1 s.
    const calm = await repeated('repeat: { seeds: 1..4 }\nwarmup: 5s')
    expect(calm.result.warmup).toEqual({ configuredNs: 5e9, settlesNs: 5e9 })
    // The rate falls from 2500/s to 500/s within 5 s, of which 1000/s are served: 2,500 requests too many have come by
    // then, and the 500/s that are free from then on take another 5 s for them. Batches are of 5 s, and chance may add one.
    const busy = await repeated('repeat: { seeds: 1..4 }', '60s', '[{ over: 5s, from: 2500/s }]')
    expect(busy.result.warmup?.configuredNs).toBe(0)
    expect([10e9, 15e9]).toContain(busy.result.warmup?.settlesNs)
    // What comes later than the start is not held against it.
    const later = await repeated('repeat: { seeds: 1..4 }\nwarmup: 5s', '120s', '[{ at: 60s, over: 60s, to: 900/s }]')
    expect(later.result.warmup).toEqual({ configuredNs: 5e9, settlesNs: 5e9 })
  })
})
