import { describe, expect, it } from 'vitest'
import { readScenario } from '../../src/config/scenario/read.ts'
import { prepare } from '../../src/engine/run.ts'
import { deployment, documents, istio, service } from '../compile/istio/mesh-of.ts'
import { policyFor } from './meshes.ts'
import { ending, observe } from './records-of.ts'
import { runOf } from './run-of.ts'

const MESH = {
  east: documents(service('web'), deployment('client'), deployment('web'), policyFor('web', {})),
  west: documents(service('web'), deployment('web')),
}

const scenario = (timeline: string) => `
duration: 10s
workloads: { web*: { time: 5ms } }
traffic: { load: { from: client@east, to: http://web/, rate: 12/s, arrivals: even } }
timeline: [${timeline}]
`

/** Pods that answered from 6 s on. */
async function answering(timeline: string, files: Readonly<Record<string, string>> = {}) {
  const { records } = await observe({ mesh: MESH, scenario: scenario(timeline), files })
  expect(new Set(records.map(ending))).toEqual(new Set(['5ms 200 - ok']))
  return [...new Set(records.filter(({ startNs }) => startNs > 6e9).map(({ pod }) => pod))].sort()
}

describe('scale: over clusters', () => {
  it('means each cluster where the name names none', async () => {
    const all = ['web-0@east', 'web-0@west', 'web-1@east', 'web-1@west']
    expect(await answering('{ at: 5s, scale: { web: 2 } }')).toEqual(all)
  })

  it('means one cluster where the name names it', async () => {
    expect(await answering('{ at: 5s, scale: { web@west: 2 } }')).toEqual(['web-0@east', 'web-0@west', 'web-1@west'])
    expect(await answering('{ at: 5s, scale: { web@west: 0 } }')).toEqual(['web-0@east'])
  })
})

describe('apply: over clusters', () => {
  const files = { 'two.yaml': deployment('web', { replicas: 2 }) }

  it('goes to the cluster that it names', async () => {
    const west = ['web-0@east', 'web-0@west', 'web-1@west']
    expect(await answering('{ at: 5s, apply: two.yaml, cluster: west }', files)).toEqual(west)
  })

  it('goes to the first where it names none', async () => {
    const east = ['web-0@east', 'web-0@west', 'web-1@east']
    expect(await answering('{ at: 5s, apply: two.yaml }', files)).toEqual(east)
    expect(await answering('{ at: 5s, apply: two.yaml, cluster: east }', files)).toEqual(east)
  })

  it('brings resources of Istio that nobody reads, unless the cluster carries the configuration', async () => {
    const subsets = [{ name: 'v9', labels: { version: 'v9' } }]
    const rule = documents(
      istio('DestinationRule', 'web-v9', 'default', { host: 'web', subsets }),
      istio('VirtualService', 'web', 'default', {
        hosts: ['web'],
        http: [{ route: [{ destination: { host: 'web', subset: 'v9' } }] }],
      }),
    )
    const statuses = async (cluster: string) => {
      const timeline = `{ at: 5s, apply: rule.yaml, cluster: ${cluster} }`
      const { records } = await observe({ mesh: MESH, scenario: scenario(timeline), files: { 'rule.yaml': rule } })
      return new Set(records.filter(({ startNs }) => startNs > 6e9).map(({ status }) => status))
    }
    expect(await statuses('west')).toEqual(new Set([200]))
    // No pod has such a label.
    expect(await statuses('east')).toEqual(new Set([503]))
  })

  it.each([
    ['mesh: { clusters: { east: { files: e.yaml }, west: { files: w.yaml } } }', 'wset', 'west'],
    ['mesh: { files: e.yaml }', 'west', 'the files define no cluster'],
  ])('an unknown cluster is an error: %s', (mesh, cluster, help) => {
    const text = `${mesh}\nduration: 10s\ntimeline: [{ at: 1s, apply: two.yaml, cluster: ${cluster} }]
traffic: { load: { to: http://web/, rate: 1/s } }\n`
    const texts: Readonly<Record<string, string>> = { ...files, 'e.yaml': MESH.east, 'w.yaml': MESH.west }
    const read = readScenario(text, 's.yaml', {
      id: 'test',
      files: {
        manifests: path => ({ files: [{ path, text: texts[path] }], diagnostics: [] }),
        text: () => ({ fault: 'there is no such file' }),
      },
    })
    expect(read.scenario).toBeDefined()
    if (read.scenario === undefined) return
    const { diagnostics } = prepare(read.scenario)
    const found = diagnostics.filter(({ code }) => code === 'MS3050')
    expect(found).toMatchObject([{ message: `no cluster is called "${cluster}"`, place: { line: 3 } }])
    expect(found[0].help).toContain(help)
  })
})

describe('topology.spread over clusters', () => {
  const placed = (topology: string) => {
    const run = runOf({
      mesh: MESH,
      scenario: `${scenario('')}${topology}`,
      set: ['mesh.clusters.east.zones=[e/a, e/b]', 'mesh.clusters.west.zones=[w/a, w/b]'],
    })
    const web = run.world.pods.filter(({ workload }) => workload.startsWith('default/web'))
    return web.map(({ pod }) => `${pod.name} ${pod.locality.region}/${pod.locality.zone}`)
  }

  it('counts the pods of each cluster by its own zones', () => {
    expect(placed('topology: { spread: { web: [0, 2] } }')).toEqual([
      'web-0@east e/b',
      'web-1@east e/b',
      'web-0@west w/b',
      'web-1@west w/b',
    ])
  })

  it('of one cluster leaves the others as they are', () => {
    expect(placed('topology: { spread: { web@west: [1, 1] } }')).toEqual([
      'web-0@east e/a',
      'web-0@west w/a',
      'web-1@west w/b',
    ])
  })
})
