import { describe, expect, test } from 'vitest'
import { readScenario } from '../../../src/config/scenario/read.ts'
import { standInFiles, WORKED_EXAMPLE } from './worked-example.ts'

describe('the worked example', () => {
  const { scenario, diagnostics } = readScenario(WORKED_EXAMPLE, 'scenario.yaml', {
    files: standInFiles(),
    id: 'folder',
  })
  if (scenario === undefined) throw new Error(diagnostics.map(({ message }) => message).join())

  test('has nothing to complain about', () => expect(diagnostics).toEqual([]))

  test('times and title', () => {
    const { title, id, seed, durationNs, warmupNs, bucketNs } = scenario
    expect({ title, id, seed, durationNs, warmupNs, bucketNs }).toEqual({
      title: 'bookinfo canary to reviews:v2, then lose a zone',
      id: 'folder',
      seed: 42,
      durationNs: 840e9,
      warmupNs: 60e9,
      bucketNs: 1e9,
    })
    expect(scenario.mesh.settings.istio).toBe('1.26')
    expect(scenario.mesh.fileCount).toBe(3)
  })

  test('topology', () => {
    expect(scenario.topology.zones[2]).toEqual({ region: 'region-1', zone: 'eu-1c', subzone: '' })
    expect(scenario.topology.replicas.map(({ workload, count }) => [workload.name, count])).toContainEqual([
      'reviews-v2',
      3,
    ])
    expect(scenario.topology.spread).toEqual([])
  })

  test('network, with the defaults for what is not said', () => {
    expect(scenario.network).toEqual({
      client: { kind: 'const', valueNs: 18e6 },
      sameZone: { kind: 'const', valueNs: 300_000 },
      crossZone: { kind: 'const', valueNs: 1_100_000 },
      crossRegion: { kind: 'const', valueNs: 30e6 },
      jitter: 0,
      sidecar: { kind: 'lognormal', p50Ns: 400_000, p99Ns: 2e6 },
      configPush: { kind: 'lognormal', p50Ns: 300e6, p99Ns: 2e9 },
      endpointRemovalNs: 40e9,
    })
  })

  test('behaviours: a comma inside parentheses belongs to the value', () => {
    expect(scenario.workloads.map(entry => entry.pattern.name)).toEqual([
      'productpage-v1',
      'details-*',
      'reviews-*',
      'reviews-v2',
      'ratings-v1',
    ])
    expect(scenario.workloads[2].behaviour).toEqual({
      time: { kind: 'lognormal', p50Ns: 14e6, p99Ns: 60e6 },
      concurrency: 4,
      queue: 64,
    })
    expect(scenario.workloads[3].behaviour).toMatchObject({
      errors: [{ status: 503, probability: 0.001 }],
      coldStart: { readyAfterNs: 20e9, slowFactor: 4, slowForNs: 30e9 },
    })
    expect(scenario.workloads[0].behaviour.calls).toMatchObject([
      [{ to: { name: 'details' }, method: 'GET', tries: 1, timeoutNs: 0, onError: 'fail' }],
      [{ to: { name: 'reviews' }, method: 'GET', tries: 2, timeoutNs: 3e9, onError: 'degrade' }],
    ])
  })

  test('traffic', () => {
    expect(scenario.traffic).toMatchObject([
      {
        name: 'shoppers',
        to: { name: 'http://bookinfo.example/productpage' },
        shape: {
          kind: 'open',
          ratePerSecond: 400,
          arrivals: 'poisson',
          ramp: [
            { atNs: 0, overNs: 60e9, fromPerSecond: 50 },
            { atNs: 540e9, overNs: 30e9, toPerSecond: 520 },
          ],
        },
        methods: [{ value: 'GET', weight: 1 }],
        paths: [],
        headers: [
          {
            name: 'end-user',
            values: [
              { value: 'jason', weight: 2 },
              { value: '', weight: 98 },
            ],
          },
        ],
        timeoutNs: 60e9,
      },
    ])
  })

  test('timeline', () => {
    expect(
      scenario.timeline.map(({ atNs, mark, forNs, action }) => [atNs / 1e9, mark, forNs / 1e9, action.kind]),
    ).toEqual([
      [120, 'canary-10', 0, 'apply'],
      [300, 'canary-50', 0, 'shift'],
      [420, 'all-v2', 0, 'shift'],
      [540, 'zone-loss', 180, 'fail-zone'],
      [600, undefined, 45, 'slow'],
      [750, 'rollback', 0, 'apply'],
    ])
    const [apply, shift] = scenario.timeline.map(entry => entry.action)
    expect(apply).toMatchObject({ path: 'networking/reviews-90-10.yaml', resources: [{ kind: 'Service' }] })
    expect(shift).toMatchObject({ host: { name: 'reviews' }, weights: [{ weight: 50 }, { weight: 50 }] })
  })

  test('assertions', () => {
    const conditions = scenario.assertions.flatMap(({ text, conditions }) =>
      conditions.map(({ text: condition, unit, test, during }) => [text, condition, unit, test, during?.text]),
    )
    expect(conditions).toContainEqual([
      'errors{at=gateway}',
      'rate < 0.5%',
      'fraction',
      { kind: 'compare', operator: '<', value: 0.005 },
      undefined,
    ])
    expect(conditions).toContainEqual([
      'share{service=reviews, version=v2}',
      'in 9%..11%',
      'fraction',
      { kind: 'in', low: 0.09, high: 0.11 },
      'canary-10',
    ])
    expect(conditions).toContainEqual([
      'degraded{at=gateway}',
      'rate < 10%',
      'fraction',
      { kind: 'compare', operator: '<', value: 0.1 },
      'zone-loss..+90s',
    ])
    expect(conditions).toHaveLength(9)
  })

  test('names carry the place where they are written', () => {
    const column = '    to: '.length + 1
    const line = WORKED_EXAMPLE.split('\n').findIndex(text => text.startsWith('    to: http')) + 1
    expect(scenario.traffic[0].to.place).toEqual({ file: 'scenario.yaml', line, column })
  })
})
