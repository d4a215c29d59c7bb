import { describe, expect, test } from 'vitest'
import { readScenario } from '../../../src/config/scenario/read.ts'
import { standInFiles, WORKED_EXAMPLE } from './worked-example.ts'

const read = (...set: string[]) => readScenario(WORKED_EXAMPLE, 's.yaml', { files: standInFiles(), id: 'x', set })
const scenario = (...set: string[]) => {
  const { scenario, diagnostics } = read(...set)
  expect(diagnostics).toEqual([])
  return scenario
}
const brief = (...set: string[]) =>
  read(...set).diagnostics.map(({ code, message, help }) => [code, message, help ?? ''])

describe('--set', () => {
  test('a value of a mapping, there already or new', () => {
    const counts = scenario('topology.replicas.reviews-v2=5', 'topology.replicas.extra=2')?.topology.replicas
    expect(counts?.map(({ workload, count }) => [workload.name, count])).toEqual([
      ['productpage-v1', 6],
      ['details-v1', 3],
      ['reviews-v1', 6],
      ['reviews-v2', 5],
      ['ratings-v1', 3],
      ['extra', 2],
    ])
  })

  test('a rate, an element of a list, a section that the file lacks', () => {
    const changed = scenario(
      'traffic.shoppers.rate=500/s',
      'timeline[4].by=x4',
      'series=5s',
      'network.latency.cross-region=50ms',
    )
    expect(changed?.traffic[0].shape).toMatchObject({ ratePerSecond: 500 })
    expect(changed?.timeline[4].action).toMatchObject({ kind: 'slow', factor: 4 })
    expect(changed?.bucketNs).toBe(5e9)
    expect(changed?.network.crossRegion).toEqual({ kind: 'const', valueNs: 50e6 })
  })

  test('values are YAML; quotes keep a key with a dot or a blank together', () => {
    const changed = scenario(
      'workloads."shop.v1".time=lognormal(p50=1ms, p99=2ms)',
      'workloads.new={ time: uniform(1ms, 2ms), queue: 3 }',
      'assert."errors{at=gateway}"=[rate < 2%]',
      'mesh.istio="1.30"',
    )
    expect(changed?.workloads.slice(-2)).toMatchObject([
      { pattern: { name: 'shop.v1' }, behaviour: { time: { kind: 'lognormal', p99Ns: 2e6 } } },
      { pattern: { name: 'new' }, behaviour: { time: { kind: 'uniform' }, queue: 3 } },
    ])
    expect(changed?.assertions[0].conditions[0].test).toMatchObject({ value: 0.02 })
    expect(changed?.mesh.settings.istio).toBe('1.30')
  })

  test('the last of two wins, and the rest of the file stays', () => {
    const changed = scenario('seed=1', 'seed=2')
    expect(changed?.seed).toBe(2)
    expect(changed?.timeline).toHaveLength(6)
  })

  test.each([
    ['trafic.shoppers.rate=5/s', 'the scenario has no "trafic"', 'did you mean traffic?'],
    ['traffic.shopers.rate=5/s', 'traffic has no "shopers"', 'did you mean traffic.shoppers?'],
    ['traffic.shoppers.rat=5/s', 'traffic.shoppers has no "rat"', 'did you mean traffic.shoppers.rate?'],
    ['timeline[6].by=x4', 'timeline has 6 elements, counted from 0', ''],
    ['timeline.by=x4', 'timeline is not a mapping, so it has no by', ''],
    ['traffic[0].rate=5/s', 'traffic is not a list', ''],
    ['seed.x=1', 'seed is not a mapping, so it has no x', ''],
    ['seed', '"seed" is not path=value', 'for example --set traffic.shoppers.rate=500/s'],
    ['=1', '"=1" is not path=value', 'for example --set traffic.shoppers.rate=500/s'],
    ['a..b=1', '"a..b=1" is not path=value', 'for example --set traffic.shoppers.rate=500/s'],
  ])('%s is refused', (set, message, help) => expect(brief(set)).toEqual([['MS3040', message, help]]))

  test('a value that does not fit is told at the setting', () => {
    const [problem] = read('traffic.shoppers.rate=500').diagnostics
    expect(problem).toMatchObject({
      code: 'MS3004',
      message: 'traffic.shoppers.rate: "500" has no unit',
      place: { file: '--set traffic.shoppers.rate', line: 1, column: 1 },
      sourceLine: '500',
    })
  })

  test('a value that is no YAML is told, and so is an empty one', () => {
    expect(brief('topology.zones=[a').map(([code]) => code)).toEqual(['MS1102'])
    expect(brief('warmup=').map(([code]) => code)).toEqual(['MS3003'])
  })

  test('names keep nothing of the prototype of objects', () => {
    expect(brief('constructor.x=1').map(([code]) => code)).toEqual(['MS3040'])
    expect(brief('__proto__.x=1').map(([code]) => code)).toEqual(['MS3040'])
  })
})
