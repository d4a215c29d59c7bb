import { describe, expect, it } from 'vitest'
import { loadScenario } from '../../../src/config/load-scenario.ts'
import { prepare } from '../../../src/engine/run.ts'
import { loopbackAddresses, ownAddresses } from '../../../src/export/envoy/addresses.ts'
import { exportScenario, type ScenarioExportOptions } from '../../../src/export/envoy/export-scenario.ts'
import { exportNotes, yamlText } from '../../../src/export/envoy/text.ts'

function exported(name: string, options: Partial<ScenarioExportOptions> = {}) {
  const { scenario } = loadScenario(name)
  if (scenario === undefined) throw new Error(`${name} cannot be read`)
  const made = exportScenario(prepare(scenario), {
    addresses: ownAddresses(),
    firstPort: 15_001,
    adminPort: 15_000,
    ...options,
  })
  if ('problem' in made) throw new Error(made.problem)
  return { ...made, text: JSON.stringify(made.bootstrap) }
}

/** Values of a field anywhere in the bootstrap. */
function valuesOf(text: string, field: string): unknown[] {
  const found: unknown[] = []
  JSON.parse(text, (key, value) => {
    if (key === field) found.push(value)
    return value
  })
  return found
}

const BOOKINFO = 'scenarios/01-bookinfo-canary-zone-loss'

describe('without --proxy: the caller of the first source', () => {
  it('a gateway, its listener on the first port', () => {
    const { proxy, ways } = exported(BOOKINFO)
    expect(proxy).toBe('istio-system/istio-ingressgateway-0')
    expect(ways).toEqual([{ target: { host: 'bookinfo.example', port: 80 }, port: 15_001 }])
  })

  it('a workload that calls two Services by one listener: one port', () => {
    const { ways } = exported(BOOKINFO, { proxy: 'productpage-v1-0' })
    expect(ways.map(({ target, port }) => [target.host, port])).toEqual([
      ['details', 15_001],
      ['reviews', 15_001],
    ])
  })
})

describe('the bootstrap', () => {
  const { text, leftOut } = exported(BOOKINFO, { proxy: 'default/productpage-v1-0' })

  it('has every cluster that a route names, and no other', () => {
    const routed = [...valuesOf(text, 'cluster')].filter(each => typeof each === 'string' && each.includes('|'))
    const named = valuesOf(text, 'cluster_name')
    expect(new Set(named)).toEqual(new Set([...routed, 'PassthroughCluster']))
  })

  it('has endpoints in place of discovery', () => {
    expect(new Set(valuesOf(text, 'type'))).toEqual(new Set(['STATIC']))
    expect(valuesOf(text, 'address').filter(each => typeof each === 'string' && each.startsWith('10.'))).not.toEqual([])
  })

  it('says unlimited where nothing limits: Envoy’s own defaults are 1024 and 3', () => {
    expect(valuesOf(text, 'max_retries').every(each => each === 4_294_967_295)).toBe(true)
  })

  it('tells what it cannot hold, each thing once', () => {
    expect(leftOut).toContain('PassthroughCluster: goes where the client dialled, which one bootstrap cannot know')
    expect(leftOut.some(each => each.includes('reviews') && each.includes('TLS'))).toBe(true)
    expect(new Set(leftOut).size).toBe(leftOut.length)
  })

  it('is the same each time', () => {
    expect(exported(BOOKINFO, { proxy: 'default/productpage-v1-0' }).text).toBe(text)
  })
})

it('a proxy that knows its own workload has it as a cluster, whose pods are only counted', () => {
  const { bootstrap, endpoints } = exported('test/validation/cases/zone-aware', { addresses: loopbackAddresses() })
  const { cluster_manager, static_resources } = bootstrap as {
    cluster_manager: object
    static_resources: { clusters: { name: string; load_assignment: { endpoints: { lb_endpoints: object[] }[] } }[] }
  }
  expect(cluster_manager).toEqual({ local_cluster_name: 'local_cluster' })
  const own = static_resources.clusters.find(({ name }) => name === 'local_cluster')
  expect(own?.load_assignment.endpoints.map(each => each.lb_endpoints.length)).toEqual([4, 1, 1])
  expect(endpoints.map(({ pod }) => pod).filter(pod => pod.startsWith('default/client'))).toEqual([])
  expect(exported(BOOKINFO).bootstrap).not.toHaveProperty('cluster_manager')
})

it('on loopback the hash keys are the addresses of the mesh', () => {
  const { text, endpoints } = exported(BOOKINFO, { addresses: loopbackAddresses() })
  expect(valuesOf(text, 'hash_key')).toEqual(endpoints.map(({ endpoint }) => endpoint))
  expect(endpoints.map(({ address }) => address)).toEqual([1, 2, 3, 4, 5, 6].map(n => `127.0.1.${n}`))
})

it('logs are written only if asked for', () => {
  expect(exported(BOOKINFO).text).not.toContain('.log')
  const { text } = exported(BOOKINFO, { logs: 'there' })
  expect(valuesOf(text, 'path')).toEqual(expect.arrayContaining(['there/requests.log', 'there/attempts.log']))
  expect(valuesOf(text, 'event_log_path')).toEqual(['there/ejections.log'])
})

it('names the proxies when there is none of that name', () => {
  const { scenario } = loadScenario(BOOKINFO)
  const made =
    scenario &&
    exportScenario(prepare(scenario), {
      addresses: ownAddresses(),
      firstPort: 1,
      adminPort: 2,
      proxy: 'default/nobody',
    })
  expect(made).toMatchObject({ problem: 'no proxy default/nobody' })
  expect(made && 'known' in made && made.known).toContain('default/productpage-v1-0')
})

it('as text: YAML, and notes for a person', () => {
  const made = exported('scenarios/02-blue-green-cut', { addresses: loopbackAddresses() })
  expect(yamlText(made.bootstrap)).toMatch(/^node:\n/)
  const notes = exportNotes(made, true).split('\n')
  expect(notes[0]).toBe(`proxy of ${made.proxy}`)
  expect(notes[1]).toBe('shop.example:80 is dialled at 127.0.0.1:15001')
  expect(notes).toContainEqual(
    expect.stringMatching(/^default\/shop-blue-0 \(10\.[\d.]+:8080\) is looked for at 127\.0\.1\.1:8080$/),
  )
})
