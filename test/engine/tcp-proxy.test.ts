import { describe, expect, it } from 'vitest'
import { deployment, documents, istio } from '../compile/istio/mesh-of.ts'
import { ending, observe } from './records-of.ts'
import { callsAt, database, tcpPool } from './tcp-meshes.ts'

interface Case {
  readonly mesh: string
  readonly tcp?: string
  readonly atMs?: readonly number[]
  readonly more?: string
  readonly workloads?: string
  readonly set?: readonly string[]
}

async function calls({ mesh, tcp, atMs = [0], more = '', workloads = '{ db: { time: 50ms } }', set }: Case) {
  const source = `to: http://db:5432/, from: shop, arrivals: { trace: t.csv }${tcp ? `, tcp: ${tcp}` : ''}`
  const scenario = `\nduration: 20s\nworkloads: ${workloads}\ntraffic: { app: { ${source} } }\n${more}\n`
  const { records, result } = await observe({ mesh, scenario, set, files: callsAt(...atMs) })
  return { records: records.toSorted((a, b) => a.request - b.request), result }
}

const every = (gapMs: number, count: number) => Array.from({ length: count }, (_, i) => i * gapMs)

describe('a TCP connection', () => {
  it('lasts its duration, has no status, and holds no worker of the server', async () => {
    const { records } = await calls({
      mesh: database(1),
      tcp: '{ duration: 2s }',
      atMs: [0, 1, 2],
      workloads: '{ db: { time: 50ms, concurrency: 1, queue: 0 } }',
    })
    expect(records.map(ending)).toEqual(Array(3).fill('2000ms 0 - ok'))
  })

  it('without a duration is one exchange: a worker takes it, one after the other', async () => {
    const { records } = await calls({
      mesh: database(1),
      atMs: [0, 1],
      workloads: '{ db: { time: 50ms, concurrency: 1 } }',
    })
    expect(records.map(ending)).toEqual(['50ms 0 - ok', '99ms 0 - ok'])
  })

  it('takes a handshake, and a round trip around its duration', async () => {
    const { records } = await calls({
      mesh: database(1, deployment('other')),
      tcp: '{ duration: 1s }',
      set: ['network.latency.same-zone=10ms'],
    })
    // TCP and TLS between the proxies: two round trips, then one more for the bytes.
    expect(records.map(ending)).toEqual(['1060ms 0 - ok'])
  })

  it('is never used again: each call opens one, and round robin goes on with each', async () => {
    const { records } = await calls({ mesh: database(3, tcpPool({})), tcp: '{ duration: 1ms }', atMs: every(10, 6) })
    const pods = records.map(({ pod }) => pod)
    expect(new Set(pods.slice(0, 3)).size).toBe(3)
    expect(pods.slice(3)).toEqual(pods.slice(0, 3))
  })

  it('is split by the weights of a VirtualService: 0 of 100 gets none', async () => {
    const destinations = [
      { destination: { host: 'db', subset: 'v1' }, weight: 100 },
      { destination: { host: 'db', subset: 'v2' }, weight: 0 },
    ]
    const labels = (version: string) => ({ labels: { app: 'db', version } })
    const mesh = documents(
      database(0),
      deployment('db-v1', labels('v1')),
      deployment('db-v2', labels('v2')),
      istio('VirtualService', 'db', 'default', { hosts: ['db'], tcp: [{ route: destinations }] }),
      istio('DestinationRule', 'db', 'default', {
        host: 'db',
        subsets: ['v1', 'v2'].map(version => ({ name: version, labels: { version } })),
      }),
    )
    const { records } = await calls({ mesh, tcp: '{ duration: 1ms }', atMs: every(10, 20), workloads: '{}' })
    expect(new Set(records.map(({ pod }) => pod))).toEqual(new Set(['db-v1-0']))
  })
})

describe('bytes of a TCP connection', () => {
  const bytes = async (mesh: string, tcp: string) => {
    const { records } = await calls({ mesh, tcp })
    return records.map(({ sentBytes, receivedBytes }) => [sentBytes, receivedBytes])
  }
  const carrying = 'duration: 8s, sent: 1kB, received: 16kB'

  it('are those of the scenario when it ends by itself', async () => {
    expect(await bytes(database(1), `{ ${carrying} }`)).toEqual([[1000, 16_000]])
  })

  it('are the share of its time when it is cut off: 2 s of 8', async () => {
    const limited = database(1, tcpPool({ maxConnectionDuration: '2s' }))
    expect(await bytes(limited, `{ ${carrying} }`)).toEqual([[250, 4000]])
  })

  it('are none when it never came about', async () => {
    expect(await bytes(database(0), `{ ${carrying} }`)).toEqual([[0, 0]])
  })
})

describe('limits of a TCP proxy', () => {
  it('maxConnections: those beyond are refused with UO before a host is chosen', async () => {
    const { records } = await calls({
      mesh: database(2, tcpPool({ maxConnections: 2 })),
      tcp: '{ duration: 1s }',
      atMs: [0, 10, 20, 30, 1005],
    })
    expect(records.map(ending)).toEqual([
      '1000ms 0 - ok',
      '1000ms 0 - ok',
      '0ms 0 UO rejected',
      '0ms 0 UO rejected',
      '1000ms 0 - ok',
    ])
    expect(records[2]).toMatchObject({ attempt: 0, pod: '' })
  })

  it('http2MaxRequests is for requests, not for connections', async () => {
    const { records } = await calls({
      mesh: database(1, tcpPool({}, { connectionPool: { http: { http2MaxRequests: 1 } } })),
      tcp: '{ duration: 1s }',
      atMs: [0, 1, 2],
    })
    expect(records.map(ending)).toEqual(Array(3).fill('1000ms 0 - ok'))
  })

  it('idleTimeout ends a connection that pauses for longer, and no other', async () => {
    const mesh = database(1, tcpPool({ idleTimeout: '3s' }))
    const quiet = await calls({ mesh, tcp: '{ duration: 10s, pause: 4s }' })
    expect(quiet.records.map(ending)).toEqual(['3000ms 0 - timeout'])
    const busy = await calls({ mesh, tcp: '{ duration: 10s, pause: 2s }' })
    expect(busy.records.map(ending)).toEqual(['10000ms 0 - ok'])
  })

  it('idleTimeout ends an exchange whose answer takes longer', async () => {
    const { records } = await calls({
      mesh: database(1, tcpPool({ idleTimeout: '3s' })),
      workloads: '{ db: { time: 5s } }',
    })
    expect(records.map(ending)).toEqual(['3000ms 0 - timeout'])
  })

  it('maxConnectionDuration ends what lasts longer, with DT', async () => {
    const mesh = database(1, tcpPool({ maxConnectionDuration: '3s' }))
    expect((await calls({ mesh, tcp: '{ duration: 10s }' })).records.map(ending)).toEqual(['3000ms 0 DT timeout'])
    expect((await calls({ mesh, tcp: '{ duration: 2s }' })).records.map(ending)).toEqual(['2000ms 0 - ok'])
  })

  it('an idleTimeout of 0s is none, and without one it is an hour', async () => {
    const quiet = '{ duration: 2h, pause: 90m }'
    const long = ['duration=3h']
    const none = await calls({ mesh: database(1, tcpPool({ idleTimeout: '0s' })), tcp: quiet, set: long })
    expect(none.records.map(ending)).toEqual([`${2 * 3_600_000}ms 0 - ok`])
    const hour = await calls({ mesh: database(1), tcp: quiet, set: long })
    expect(hour.records.map(ending)).toEqual([`${3_600_000}ms 0 - timeout`])
  })
})

describe('what a TCP proxy cannot connect', () => {
  it('no host: UH', async () => {
    const { records } = await calls({ mesh: database(0), tcp: '{ duration: 1s }', workloads: '{}' })
    expect(records.map(ending)).toEqual(['0ms 0 UH error'])
  })

  it('a subset that nobody defines: NC', async () => {
    const route = [{ destination: { host: 'db', subset: 'none' } }]
    const rule = istio('VirtualService', 'db', 'default', { hosts: ['db'], tcp: [{ route }] })
    const { records } = await calls({ mesh: database(1, rule), tcp: '{ duration: 1s }' })
    expect(records.map(ending)).toEqual(['0ms 0 NC error'])
  })

  it('a process that is gone: UF, and the one attempt that there is used up: URX', async () => {
    const { records } = await calls({
      mesh: database(1),
      tcp: '{ duration: 1s }',
      atMs: [1100],
      more: 'timeline: [{ at: 1s, kill: db-0 }]',
      set: ['network.config-push=10s'],
    })
    expect(records.map(ending)).toEqual(['0ms 0 URX,UF error'])
  })

  it('a network that is cut: after the connect timeout', async () => {
    const { records } = await calls({
      mesh: database(1, tcpPool({ connectTimeout: '2s' })),
      tcp: '{ duration: 1s }',
      atMs: [1100],
      more: 'timeline: [{ at: 1s, cut: { from: shop, to: db } }]',
    })
    expect(records.map(ending)).toEqual(['2000ms 0 URX,UF error'])
  })

  it('connect failures eject a host, successes set their count back', async () => {
    const outlierDetection = {
      consecutive5xxErrors: 3,
      interval: '1s',
      baseEjectionTime: '30s',
      maxEjectionPercent: 100,
    }
    const { records, result } = await calls({
      mesh: database(2, tcpPool({}, { outlierDetection })),
      tcp: '{ duration: 1ms }',
      atMs: every(10, 20).map(ms => ms + 1100),
      more: 'timeline: [{ at: 1s, kill: db-1 }]',
      set: ['network.config-push=10s'],
    })
    // In turn until the third failure; then only the other is left.
    expect(records.filter(({ flags }) => flags === 'URX,UF')).toHaveLength(3)
    expect(records.slice(6).every(({ pod, flags }) => pod === 'db-0' && flags === '')).toBe(true)
    expect(result.causes?.ejections.map(({ pod }) => pod)).toEqual(['db-1'])
  })
})

describe('the end of a server', () => {
  it('a killed pod closes its connections', async () => {
    const { records } = await calls({
      mesh: database(1),
      tcp: '{ duration: 10s }',
      more: 'timeline: [{ at: 4s, kill: db-0 }]',
    })
    expect(records.map(ending)).toEqual(['4000ms 0 - error'])
  })
})

describe('a server whose policies refuse', () => {
  it('closes the connection once it is up: no flag at the caller, but rejected', async () => {
    const action = { action: 'DENY', rules: [{ to: [{ operation: { ports: ['5432'] } }] }] }
    const mesh = database(1, istio('AuthorizationPolicy', 'no', 'default', action))
    const { records } = await calls({ mesh, tcp: '{ duration: 1s }' })
    expect(records.map(ending)).toEqual(['0ms 0 - rejected'])
  })
})
