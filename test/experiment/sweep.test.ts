import { describe, expect, it } from 'vitest'
import { parseAxis } from '../../src/config/scenario/axis.ts'
import { readBundle, type ScenarioBundle } from '../../src/config/scenario/bundle.ts'
import { type Goal, parseGoal } from '../../src/config/scenario/measure.ts'
import { gridOf, sweepPoints } from '../../src/experiment/sweep.ts'
import { sojourn } from '../../src/validation/oracle/closed-forms.ts'
import { deployment, documents, service } from '../compile/istio/mesh-of.ts'
import { bundleOf } from '../engine/scenario-of.ts'

const mesh = documents(deployment('server'), service('server'))
const SCENARIO = `
duration: 40s
warmup: 2s
workloads: { server: { time: exp(1ms), concurrency: 3, queue: unbounded } }
traffic: { load: { to: http://server/, rate: 1600/s, timeout: none } }
`
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]

function axisOf(text: string) {
  const axis = parseAxis(text)
  if (!axis.ok) throw new Error(axis.message)
  return axis.value
}

function goalOf(text: string): Goal {
  const goal = parseGoal(text, { file: '', line: 0, column: 0 }, { marks: new Map() })
  if (!goal.ok) throw new Error(goal.message)
  return goal.value
}

function pointsOf(axes: readonly string[], goals: readonly string[], seeds = SEEDS) {
  const read = axes.map(axisOf)
  const bundles = gridOf(read).map(
    (values): ScenarioBundle =>
      bundleOf({ mesh, scenario: SCENARIO, set: read.map(({ path }, i) => `${path}=${values[i]}`) }),
  )
  const { scenario } = readBundle(bundles[0])
  if (scenario === undefined) throw new Error('no scenario')
  return sweepPoints({ scenario, axes: read, bundles, seeds, goals: goals.map(goalOf), measures: [] }, { jobs: 1 })
}

describe('a sweep over the workers of M/M/c', () => {
  it('has Erlang C in its intervals, and the first count that meets the goal', async () => {
    const theory = [2, 3, 4].map(workers => sojourn(1.6, 1, workers) * 1e6)
    // Between the second and the third of 2.78 ms, 1.2 ms and 1.04 ms: the goal picks three workers out of four.
    const result = await pointsOf(['workloads.server.concurrency=2..4'], ['mean{at=client} < 1.5ms'])
    for (const [i, { figures }] of result.points.entries()) {
      expect(figures[0].low).toBeLessThan(theory[i])
      expect(figures[0].high).toBeGreaterThan(theory[i])
      expect(figures[0].n).toBe(SEEDS.length)
    }
    expect(result.points.map(({ verdicts }) => verdicts)).toEqual([['fail'], ['pass'], ['pass']])
    expect(result.first).toBe(1)
    expect(result.complete).toBe(true)
  })

  it('asks the same seeds at every point: the same setting twice is the same run', async () => {
    const { points } = await pointsOf(['workloads.server.concurrency=3', 'series=1s,2s'], [], [1])
    expect(points.map(({ values }) => values)).toEqual([
      ['3', '1s'],
      ['3', '2s'],
    ])
    expect(points[0].digests).toEqual(points[1].digests)
  })

  it('takes a single run at its word, without interval', async () => {
    const { points } = await pointsOf(['workloads.server.concurrency=4'], ['mean < 1.5ms'], [1])
    expect(points[0].figures[0]).toEqual({ n: 1, missing: 0, mean: expect.any(Number) })
    expect(points[0].verdicts).toEqual(['pass'])
  })
})
