import { describe, expect, it } from 'vitest'
import type { Happening } from '../../src/measure/result.ts'
import { deployment, documents, service } from '../compile/istio/mesh-of.ts'
import { policyFor, ruleFor, servers } from './meshes.ts'
import { observe } from './records-of.ts'

const told = (happenings: readonly Happening[]) =>
  happenings.map(({ atNs, what, detail }) => `${atNs / 1e9}s ${what}: ${detail}`)

/** No retries, so that each request is one attempt. */
const once = ruleFor('shop', { retries: { attempts: 0 } })

/** 10 requests/s, the first after 0.1 s or less: ten in any second. */
const traffic = (rest = '') => `traffic: { load: { to: http://shop/, rate: 10/s, arrivals: even${rest} } }`

describe('what happened', () => {
  it('says under its mark what an entry did, and to what', async () => {
    const { result } = await observe({
      mesh: documents(servers(3, 'shop'), once),
      scenario: `
duration: 4s
workloads: { shop: { time: 1ms } }
${traffic()}
timeline:
  - { at: 1s, mark: slow-down, slow: shop, by: x2, for: 1s }
  - { at: 3s, slow: shop-0, by: x2 }
`,
    })
    expect(told(result.happenings)).toEqual([
      '1s slow-down: slow shop: 3 pods, service times x2',
      '2s shop at normal speed: ',
      '3s slow shop-0: shop-0, service times x2',
    ])
  })

  it('adds up requests that failed for one reason, with the time from the first to the last', async () => {
    const { result } = await observe({
      mesh: documents(servers(2, 'shop'), once),
      scenario: `
duration: 6s
workloads: { shop: { time: 1ms } }
${traffic()}
timeline: [{ at: 2s, scale: { shop: 0 } }]
`,
    })
    const { born } = result.requests
    const failed = result.hops.filter(hop => hop.at === 'client').flatMap(hop => Object.entries(hop.codes))
    const noHost = failed.filter(([code]) => code === '503 UH').reduce((sum, [, count]) => sum + count, 0)
    expect(noHost).toBeGreaterThanOrEqual(39)
    expect(noHost).toBeLessThan(born)
    const [scaled, failures, ...more] = result.happenings
    expect(more).toEqual([])
    expect(scaled).toEqual({ atNs: 2e9, what: 'scale shop', detail: 'to 0 pods' })
    expect(failures.what).toBe('UH at client')
    expect(failures.detail).toBe(`no healthy upstream: ${noHost} requests to shop failed within 3.9s`)
  })

  it('counts ejections of a pod out of the proxies that live', async () => {
    const { result } = await observe({
      mesh: documents(
        servers(3, 'web'),
        servers(2, 'shop'),
        once,
        policyFor('shop', {
          outlierDetection: { consecutive5xxErrors: 1, baseEjectionTime: '60s', maxEjectionPercent: 100 },
        }),
      ),
      scenario: `
duration: 9s
workloads: { shop: { time: 1ms, errors: { 500: 100% } }, web: { time: 1ms } }
${traffic(', from: web')}
timeline: [{ at: 0s, kill: web-2 }]
`,
    })
    const ejections = result.happenings.filter(({ what }) => what.endsWith('ejected'))
    expect(ejections.map(({ what }) => what).sort()).toEqual(['shop-0 ejected', 'shop-1 ejected'])
    for (const { detail } of ejections) expect(detail).toBe('outlier detection (500): by 2 of 2 live web proxies')
  })

  it('one full queue is one episode', async () => {
    const { result } = await observe({
      mesh: documents(servers(1, 'shop'), once),
      scenario: `
duration: 3s
workloads: { shop: { time: 100s, concurrency: 1, queue: 1 } }
${traffic()}
`,
    })
    const full = result.happenings.filter(({ what }) => what === 'shop queues full')
    // One is served, one waits, all others are turned away; the last may still be on its way.
    expect(full).toHaveLength(1)
    expect(full[0].detail).toMatch(/^2[678] attempts turned away with 503 within 2\.[67]s$/)
  })
})

describe('a change of routes', () => {
  const version = (name: string) => deployment(`shop-${name}`, { labels: { app: 'shop', version: name } })
  const to = (subset: string) => ruleFor('shop', { route: [{ destination: { host: 'shop', subset } }] })

  it('tells what is in flight, by subset, and when the last proxy has it', async () => {
    const { result } = await observe({
      mesh: documents(
        version('blue'),
        version('green'),
        service('shop'),
        policyFor('shop', {}, ['blue', 'green']),
        to('blue'),
      ),
      files: { 'green.yaml': to('green') },
      // 10/s times half a second: five are under way at any time.
      scenario: `
duration: 6s
workloads: { "shop-*": { time: 500ms } }
${traffic()}
timeline:
  - { at: 2010ms, mark: cut, apply: green.yaml }
  - { at: 4010ms, mark: back, shift: { shop: { blue: 100 } } }
`,
      set: ['network.config-push=200ms'],
    })
    expect(told(result.happenings)).toEqual([
      '2.01s cut: apply green.yaml: VirtualService shop; in flight: blue 5; all proxies have it after 0.2s',
      '4.01s back: shift shop: blue 100; in flight: green 5; all proxies have it after 0.2s',
    ])
  })
})
