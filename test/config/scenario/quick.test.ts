import { describe, expect, test } from 'vitest'
import { behaviourOf } from '../../../src/config/scenario/behaviour.ts'
import { initScenario } from '../../../src/config/scenario/init.ts'
import { quickScenario } from '../../../src/config/scenario/quick.ts'
import { readScenario } from '../../../src/config/scenario/read.ts'
import { standInFiles } from './worked-example.ts'

const options = {
  files: ['mesh/', 'more/*.yaml', "it's: odd.yaml"],
  to: 'http://bookinfo.example:8080/productpage?a=1#b',
  from: 'shop/web-v1',
  ratePerSecond: 50 / 60,
  durationNs: 90_500_000_000,
  seed: 7,
}
const files = standInFiles()

describe('the quick form', () => {
  test('is a scenario with everything else at its default', () => {
    const { scenario, diagnostics } = quickScenario(options, files)
    expect(diagnostics).toEqual([])
    expect(scenario).toMatchObject({
      id: 'quick',
      seed: 7,
      durationNs: 90_500_000_000,
      warmupNs: 0,
      workloads: [],
      timeline: [],
      assertions: [],
      traffic: [
        {
          name: 'requests',
          to: { name: options.to, place: { file: '--to' } },
          from: { name: 'shop/web-v1', place: { file: '--from' } },
          shape: { kind: 'open', ratePerSecond: 50 / 60, arrivals: 'poisson', ramp: [] },
        },
      ],
    })
    expect(scenario?.mesh.fileCount).toBe(3)
  })

  test('offers 100/s for a minute unless told otherwise', () => {
    const { scenario } = quickScenario({ files: ['mesh/'], to: 'http://a/' }, files)
    expect(scenario).toMatchObject({ durationNs: 60e9, seed: 1, traffic: [{ shape: { ratePerSecond: 100 } }] })
    expect(scenario?.traffic[0].from).toBeUndefined()
  })

  test('what is wrong stands at the flag', () => {
    const found = quickScenario({ files: ['missing/'], to: 'nowhere at all' }, files).diagnostics
    expect(found.map(({ code, message, place }) => [code, message, place.file, place.line])).toEqual([
      ['MS3012', 'missing/: there is no such file or folder', '-f', 0],
      ['MS3006', '"nowhere at all" holds a space', '--to', 0],
    ])
  })

  test('--set reaches its parts', () => {
    const { scenario, diagnostics } = quickScenario(
      { ...options, set: ['traffic.requests.rate=9/s', 'workloads.web.queue=1'] },
      files,
    )
    expect(diagnostics).toEqual([])
    expect(scenario?.traffic[0].shape).toMatchObject({ ratePerSecond: 9 })
    expect(scenario?.workloads).toMatchObject([{ pattern: { name: 'web' }, behaviour: { queue: 1 } }])
  })
})

describe('init', () => {
  const text = initScenario(options)

  test('writes the scenario that the quick form runs', () => {
    const written = readScenario(text, 'scenario.yaml', { files, id: 'quick' })
    expect(written.diagnostics).toEqual([])
    const quick = quickScenario(options, files).scenario
    const withoutPlaces = (value: unknown) =>
      JSON.parse(JSON.stringify(value, (key, inner) => (key === 'place' ? undefined : inner)))
    const { workloads, ...rest } = withoutPlaces(written.scenario)
    const { workloads: none, ...quickRest } = withoutPlaces(quick)
    expect({ ...rest, file: '' }).toEqual({ ...quickRest, file: '' })
    expect(none).toEqual([])
    expect(workloads).toHaveLength(1)
  })

  test('states the behaviour that every workload gets anyway', () => {
    const { scenario } = readScenario(text, 'scenario.yaml', { files, id: 'quick' })
    const workload = { namespace: 'a', name: 'b' }
    expect(behaviourOf(scenario?.workloads ?? [], workload).behaviour).toEqual(behaviourOf([], workload).behaviour)
  })

  test('states every default, with the reason for the figures', () => {
    for (const line of [
      'warmup: 0s',
      '  jitter: 0%',
      '    client: 10ms',
      '  endpoint-removal: 40s',
      '    queue: 1024',
      '    timeout: 60s',
    ]) {
      expect(text.split('\n')).toContain(line)
    }
    expect(text).toContain('istio.io')
    expect(text.split('\n').filter(line => line.startsWith('#') && line.length > 120)).toEqual([])
  })
})
