import { describe, expect, it } from 'vitest'
import { deployment, documents, istio, service } from '../compile/istio/mesh-of.ts'
import { ending, observe } from './records-of.ts'
import { callsAt, database, tcpPool } from './tcp-meshes.ts'

const every = (gapMs: number, count: number, fromMs = 0) => Array.from({ length: count }, (_, i) => fromMs + i * gapMs)

interface Case {
  readonly mesh: string
  readonly atMs: readonly number[]
  readonly tcp?: string
  readonly more?: string
  readonly set?: readonly string[]
}

async function calls({ mesh, atMs, tcp = '{ duration: 1ms }', more = '', set }: Case) {
  const source = `to: http://db:5432/, from: shop, arrivals: { trace: t.csv }, tcp: ${tcp}`
  const scenario = `\nduration: 20s\nworkloads: {}\ntraffic: { app: { ${source} } }\n${more}\n`
  const { records } = await observe({ mesh, scenario, set, files: callsAt(...atMs) })
  return records.toSorted((a, b) => a.request - b.request)
}

const outliers = (more: object) => ({
  outlierDetection: {
    consecutive5xxErrors: 1,
    interval: '1s',
    baseEjectionTime: '60s',
    maxEjectionPercent: 100,
    ...more,
  },
})
const TWO_ZONES = 'topology: { zones: [r/a, r/b] }'

describe('TCP connections by locality', () => {
  it('stay in the own zone where outlier detection makes istiod order by distance', async () => {
    const records = await calls({ mesh: database(4, tcpPool({}, outliers({}))), atMs: every(10, 20), more: TWO_ZONES })
    expect(new Set(records.map(({ zone }) => zone))).toEqual(new Set(['a']))
  })

  it('go to the other zone when connects have ejected all hosts of the own', async () => {
    const timeline = 'timeline: [{ at: 1s, kill: db-0 }]'
    const records = await calls({
      mesh: database(2, tcpPool({}, outliers({}))),
      atMs: every(100, 10, 1100),
      more: `${TWO_ZONES}\n${timeline}`,
      set: ['network.config-push=1m'],
    })
    expect(records.map(({ pod }) => pod)).toEqual(['db-0', ...Array(9).fill('db-1')])
    expect(records[0].flags).toBe('URX,UF')
  })
})

describe('TCP connections in panic', () => {
  /** Both pods are dead, and both get ejected by their first connect. */
  const dead = (minHealthPercent: number) =>
    calls({
      mesh: database(2, tcpPool({}, outliers({ minHealthPercent }))),
      // News of an ejection may wait for a second (update_merge_window).
      atMs: every(1200, 8, 1100),
      more: 'timeline: [{ at: 1s, kill: db }]',
      set: ['network.config-push=1m'],
    })

  it('without a threshold find no host', async () => {
    const flags = (await dead(0)).map(record => record.flags)
    expect(flags).toEqual(['URX,UF', 'URX,UF', ...Array(6).fill('UH')])
  })

  it('below the threshold try ejected hosts all the same', async () => {
    const flags = (await dead(50)).map(record => record.flags)
    expect(flags).toEqual(Array(8).fill('URX,UF'))
  })
})

describe('TCP connections of a pod that drains', () => {
  it('last to their end within its grace period, new ones go elsewhere', async () => {
    const records = await calls({
      mesh: database(2, tcpPool({})),
      atMs: [0, 1, ...every(100, 4, 2100)],
      tcp: '{ duration: 5s }',
      more: 'timeline: [{ at: 2s, drain: db-0 }]',
    })
    expect(records.map(ending)).toEqual(Array(6).fill('5000ms 0 - ok'))
    expect(new Set(records.slice(0, 2).map(({ pod }) => pod))).toEqual(new Set(['db-0', 'db-1']))
    expect(new Set(records.slice(2).map(({ pod }) => pod))).toEqual(new Set(['db-1']))
  })

  it('are closed when its 30 s are over', async () => {
    const records = await calls({
      mesh: database(1),
      atMs: [0],
      tcp: '{ duration: 50s }',
      more: 'timeline: [{ at: 2s, drain: db-0 }]',
      set: ['duration=60s'],
    })
    expect(records.map(ending)).toEqual(['32000ms 0 - error'])
  })
})

describe('TCP connections through a gateway', () => {
  const labels = { istio: 'ingress' }
  const gateway = documents(
    deployment('ingress', { labels }),
    service('ingress', 'default', { ports: [{ name: 'tcp', port: 31_400 }], selector: labels }),
    istio('Gateway', 'edge', 'default', {
      selector: labels,
      servers: [{ port: { number: 31_400, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] }],
    }),
    istio('VirtualService', 'db', 'default', {
      hosts: ['*'],
      gateways: ['edge'],
      tcp: [{ match: [{ port: 31_400 }], route: [{ destination: { host: 'db', port: { number: 5432 } } }] }],
    }),
  )

  const through = async (more: readonly string[], tcp: string, timeline = '') => {
    const { records } = await observe({
      mesh: documents(database(2, tcpPool({})), gateway, ...more),
      scenario: `
duration: 20s
workloads: {}
traffic:
  app: { to: http://db.example:31400/, from: "gateway:default/ingress:31400", arrivals: { trace: t.csv }, tcp: ${tcp} }
${timeline}
`,
      files: callsAt(0, 100, 200, 300),
    })
    const hop = (isRoot: boolean) =>
      records.filter(each => (each.proxy === 'client') === isRoot).toSorted((a, b) => a.request - b.request)
    return { outside: hop(true), inside: hop(false) }
  }

  it('are two hops that end alike, the second balanced over the pods', async () => {
    const { outside, inside } = await through([], '{ duration: 2s, sent: 1kB, received: 4kB }')
    for (const hops of [outside, inside]) {
      expect(hops.map(ending)).toEqual(Array(4).fill('2000ms 0 - ok'))
      expect(hops.map(({ sentBytes, receivedBytes }) => [sentBytes, receivedBytes])).toEqual(
        Array(4).fill([1000, 4000]),
      )
    }
    expect(new Set(inside.map(({ pod }) => pod)).size).toBe(2)
    expect(inside[2].pod).toBe(inside[0].pod)
  })

  it('end at the client, too, when the server dies', async () => {
    const { outside, inside } = await through([], '{ duration: 9s }', 'timeline: [{ at: 4s, kill: db }]')
    expect(inside.map(ending)).toEqual([4000, 3900, 3800, 3700].map(ms => `${ms}ms 0 - error`))
    expect(outside.map(({ outcome, endNs }) => [outcome, endNs])).toEqual(Array(4).fill(['error', 4e9]))
  })

  it('are refused by policies of the server for the gateway as well as for its client', async () => {
    const action = { action: 'DENY', rules: [{ to: [{ operation: { ports: ['5432'] } }] }] }
    const { outside, inside } = await through(
      [istio('AuthorizationPolicy', 'no', 'default', action)],
      '{ duration: 9s }',
    )
    expect(new Set([...outside, ...inside].map(({ outcome }) => outcome))).toEqual(new Set(['rejected']))
  })
})
