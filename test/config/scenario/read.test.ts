import { describe, expect, test } from 'vitest'
import { type ReadScenario, readScenario } from '../../../src/config/scenario/read.ts'
import type { Scenario } from '../../../src/config/scenario/scenario.ts'
import { standInFiles } from './worked-example.ts'

const LEAST = `duration: 10s
mesh: { files: mesh.yaml }
traffic: { users: { to: http://shop.example/, rate: 5/s } }
`

const read = (text: string, texts = {}): ReadScenario =>
  readScenario(text, 'scenario.yaml', { files: standInFiles(texts), id: 'folder' })

function scenarioOf(text: string, texts = {}): Scenario {
  const { scenario, diagnostics } = read(text, texts)
  expect(diagnostics).toEqual([])
  if (scenario === undefined) throw new Error('no scenario')
  return scenario
}

describe('parts of the format', () => {
  test('the least scenario has every default', () => {
    expect(scenarioOf(LEAST)).toMatchObject({
      title: 'folder',
      seed: 1,
      warmupNs: 0,
      bucketNs: 1e9,
      topology: { zones: [], replicas: [], spread: [] },
      network: {
        client: { kind: 'const', valueNs: 10e6 },
        sameZone: { kind: 'const', valueNs: 250_000 },
        crossZone: { kind: 'const', valueNs: 750_000 },
        sidecar: { kind: 'lognormal', p50Ns: 480_000, p99Ns: 1_350_000 },
      },
      mesh: { settings: { istio: '1.32' } },
      workloads: [],
      timeline: [],
      assertions: [],
    })
  })

  test('zones with regions, and pods per zone', () => {
    const { topology } = scenarioOf(
      `${LEAST}topology: { zones: [eu/a, us/b/rack1], spread: { web: [2, 1] }, replicas: { web: 3 } }`,
    )
    expect(topology.zones).toEqual([
      { region: 'eu', zone: 'a', subzone: '' },
      { region: 'us', zone: 'b', subzone: 'rack1' },
    ])
    expect(topology.spread).toMatchObject([{ workload: { name: 'web' }, perZone: [2, 1] }])
  })

  test('clusters in place of files: resources know theirs, and what is applied goes to the first', () => {
    const clusters = 'clusters: { east: { files: mesh.yaml, zones: [eu/eu-1] }, west: { files: mesh.yaml } }'
    const timeline = 'timeline: [{ at: 5s, apply: mesh.yaml }]\n'
    const { mesh, topology, timeline: entries } = scenarioOf(LEAST.replace('files: mesh.yaml', clusters) + timeline)
    expect(mesh.namesClusters).toBe(true)
    expect([...new Set(mesh.resources.map(({ cluster }) => cluster))]).toEqual(['east', 'west'])
    expect(topology.clusterZones).toEqual(
      new Map([
        ['east', [{ region: 'eu', zone: 'eu-1', subzone: '' }]],
        ['west', []],
      ]),
    )
    const [{ action }] = entries
    expect(action.kind === 'apply' && action.resources.map(({ cluster }) => cluster)).toContain('east')
    expect(scenarioOf(LEAST).mesh.namesClusters).toBeUndefined()
  })

  test('the worker threads of the mesh are the least specific entry', () => {
    const scenario = scenarioOf(
      LEAST.replace('mesh.yaml', 'mesh.yaml, proxy-concurrency: 1').concat('workloads: { web: { queue: unbounded } }'),
    )
    expect(scenario.workloads.map(({ pattern, behaviour }) => [pattern.name, behaviour])).toEqual([
      ['*', { proxyConcurrency: 1 }],
      ['web', { queue: Number.POSITIVE_INFINITY }],
    ])
  })

  test('a nested list of calls is one step', () => {
    const { workloads } = scenarioOf(`${LEAST}workloads: { web: { calls: [a, [b, { to: c:81/x, method: POST }], d] } }`)
    expect(workloads[0].behaviour.calls?.map(step => step.map(call => `${call.method} ${call.to.name}`))).toEqual([
      ['GET a'],
      ['GET b', 'POST c:81/x'],
      ['GET d'],
    ])
  })

  test('closed loop, and requests drawn by weight', () => {
    const text = `duration: 10s
mesh: { files: mesh.yaml }
traffic:
  people:
    to: http://shop.example/
    from: web
    users: 20
    think: exp(3s)
    timeout: none
    methods: { get: 9, post: 1 }
    paths: [/a, /b]
    headers: { X-Beta: { absent: 90%, 1: 10% }, x-version: 1.10, x-on: on }
`
    expect(scenarioOf(text).traffic[0]).toMatchObject({
      from: { name: 'web' },
      shape: { kind: 'closed', users: 20, think: { kind: 'exp', meanNs: 3e9 } },
      timeoutNs: 0,
      methods: [
        { value: 'GET', weight: 9 },
        { value: 'POST', weight: 1 },
      ],
      paths: [
        { value: '/a', weight: 1 },
        { value: '/b', weight: 1 },
      ],
      headers: [
        {
          name: 'x-beta',
          values: expect.arrayContaining([
            { value: 'absent', weight: 90 },
            { value: '1', weight: 10 },
          ]),
        },
        { name: 'x-version', values: [{ value: '1.10', weight: 1 }] },
        { name: 'x-on', values: [{ value: 'on', weight: 1 }] },
      ],
    })
  })

  test.each([
    ['even', 'even'],
    ['burst(10)', { burst: { size: 10 } }],
    ['burst(size=3)', { burst: { size: 3 } }],
  ])('arrivals: %s', (arrivals, expected) => {
    const { traffic } = scenarioOf(LEAST.replace('rate: 5/s', `rate: 5/s, arrivals: ${arrivals}`))
    expect(traffic[0].shape).toMatchObject({ kind: 'open', arrivals: expected })
  })

  test('a histogram and a trace are read from their files', () => {
    const files = { 'h.csv': 'ms,count\n5,1\n', 't.csv': 't,method,url\n1,get,/a\n3,GET,http://b/c\n' }
    const text = `duration: 10s
mesh: { files: mesh.yaml }
workloads: { web: { time: { histogram: h.csv } } }
traffic: { old: { to: shop.example:81/x, arrivals: { trace: t.csv, speed: x2 } } }
`
    const scenario = scenarioOf(text, files)
    expect(scenario.workloads[0].behaviour.time).toEqual({ kind: 'histogram', boundsNs: [0, 5e6], counts: [1] })
    expect(scenario.traffic[0].shape).toEqual({
      kind: 'replay',
      requests: [
        { atNs: 500e6, method: 'GET', url: 'http://shop.example:81/a', headers: [] },
        { atNs: 1500e6, method: 'GET', url: 'http://b/c', headers: [] },
      ],
    })
  })

  test('every verb of the timeline', () => {
    const text = `${LEAST}timeline:
  - { at: 9s, mark: late }
  - { at: 1s, kill: { workload: web, pods: 50% }, restart-after: 2s }
  - { at: 1s, drain: web-0 }
  - { at: 2s, mark: up, scale: { web: 3, api: 0 } }
  - { at: 3s, cut: { from: web, to: api }, for: 1s }
  - { at: 4s, black-hole: { workload: api-*, pods: 1 } }
`
    const entries = scenarioOf(text).timeline
    expect(
      entries.map(({ atNs, mark, forNs, action }) => ({ at: atNs / 1e9, mark, for: forNs / 1e9, ...action })),
    ).toMatchObject([
      { at: 1, kind: 'kill', target: { name: { name: 'web' }, pods: { share: 0.5 } }, restartAfterNs: 2e9 },
      { at: 1, kind: 'drain', target: { name: { name: 'web-0' } } },
      { at: 2, mark: 'up', kind: 'scale', workload: { name: 'web' }, replicas: 3 },
      { at: 2, mark: undefined, kind: 'scale', workload: { name: 'api' }, replicas: 0 },
      { at: 3, kind: 'cut', from: { name: 'web' }, to: { name: 'api' }, for: 1 },
      { at: 4, kind: 'black-hole', target: { name: { name: 'api-*' }, pods: { count: 1 } } },
      { at: 9, mark: 'late', kind: 'mark' },
    ])
  })
})
