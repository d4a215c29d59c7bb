import { describe, expect, it } from 'vitest'
import type { AttemptRecord } from '../../src/measure/attempt-record.ts'
import { documents, istio } from '../compile/istio/mesh-of.ts'
import { entryTo, policyFor, ruleFor, servers } from './meshes.ts'
import { observe, rootOf } from './records-of.ts'

const stickyFor = (ttl: string) =>
  policyFor('server', { loadBalancer: { consistentHash: { httpCookie: { name: 'sid', ttl } } } })
const MESH = [servers(5, 'server'), servers(1, 'caller')]

interface Run {
  readonly timeline?: string
  readonly mesh?: readonly string[]
  /** Of the servers; by itself 1 ms for each request. */
  readonly server?: string
  /** By source; requests go to the servers from a pod of the mesh unless they say otherwise. */
  readonly traffic: Readonly<Record<string, string>>
}

async function records({ mesh = [stickyFor('0s')], server = 'time: 1ms', traffic, timeline = '[]' }: Run) {
  const source = ([name, load]: [string, string]) => {
    const way = load.includes('to:') ? '' : 'to: http://server/, from: caller, '
    return `  ${name}: { ${way}${load} }`
  }
  const observed = await observe({
    mesh: documents(...MESH, ...mesh),
    scenario: `
duration: 10s
workloads: { server: { ${server}, concurrency: 100 } }
traffic:
${Object.entries(traffic).map(source).join('\n')}
timeline: ${timeline}
`,
  })
  return observed.records
}

const podsOf = (some: readonly AttemptRecord[]) => new Set(some.map(({ pod }) => pod)).size

/** Twelve users, each a source of its own. */
const users = (load: string) => Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`user-${i}`, load]))

function podsByUser(all: readonly AttemptRecord[]): readonly number[] {
  return Object.keys(users('')).map(user =>
    podsOf(all.filter(({ source, to }) => source === user && to.includes('server'))),
  )
}

describe('a user who brings no cookie gets one and keeps to the pod of the first answer', () => {
  it('from within the mesh, over whichever connection', async () => {
    const all = await records({ traffic: users('users: 1, think: exp(20ms)') })
    expect(podsByUser(all)).toEqual(Array(12).fill(1))
    expect(podsOf(all)).toBeGreaterThan(1)
  })

  it('from outside, through a gateway', async () => {
    const traffic = users('to: http://shop.example/, users: 1, think: exp(20ms)')
    const all = (await records({ mesh: [stickyFor('0s'), entryTo('server')], traffic })).filter(({ hop }) => hop !== 0)
    expect(podsByUser(all)).toEqual(Array(12).fill(1))
    expect(podsOf(all)).toBeGreaterThan(1)
  })
})

describe('clients of an open loop keep no cookies: the connection decides', () => {
  it('one after the other over one connection reach one pod', async () => {
    expect(podsOf(await records({ traffic: { load: 'rate: 20/s, arrivals: even' } }))).toBe(1)
  })

  it('at the same time over several they reach more', async () => {
    const all = await records({ server: 'time: 500ms', traffic: { load: 'rate: 20/s, arrivals: even' } })
    expect(podsOf(all)).toBeGreaterThan(1)
  })
})

// istiod leaves out previous_hosts where requests are hashed (retry.DefaultConsistentHashPolicy).
it('a retry goes to the same pod again', async () => {
  const rule = ruleFor('server', { retries: { attempts: 1, retryOn: '5xx' } })
  const all = await records({
    mesh: [stickyFor('0s'), rule],
    server: 'time: 1ms, errors: { 503: 100% }',
    traffic: { load: 'rate: 20/s, arrivals: even' },
  })
  expect(all.filter(({ attempt }) => attempt === 2).length).toBeGreaterThan(50)
  expect(podsOf(all)).toBe(1)
})

/** Requests with a cookie that a proxy has made up get 418. */
const REFUSED = {
  match: [{ headers: { cookie: { regex: 'sid="[0-9a-f]{16}"' } } }],
  directResponse: { status: 418 },
}

describe('the cookie', () => {
  /** Statuses of one user's first requests, 300 ms apart. */
  async function statuses(ttl: string, rule: object, { server, ...more }: Partial<Run> & { load?: string } = {}) {
    const http = [REFUSED, { route: [{ destination: { host: 'server' } }], retries: { attempts: 0 }, ...rule }]
    const all = await records({
      mesh: [
        stickyFor(ttl),
        istio('VirtualService', 'server', 'default', { hosts: ['server'], http }),
        entryTo('server', ...http),
      ],
      server,
      traffic: { load: `${more.load ?? ''} users: 1, think: 300ms` },
    })
    return Array.from({ length: 6 }, (_, request) => rootOf(all, request)[0].status)
  }

  it.each(['', 'to: http://shop.example/,'])('is sent until it is too old: %s', async load => {
    expect(await statuses('1s', {}, { load })).toEqual([200, 418, 418, 418, 200, 418])
    expect(await statuses('0s', {}, { load })).toEqual([200, 418, 418, 418, 418, 418])
  })

  it('comes with every answer of a server', async () => {
    const server = 'time: 1ms, errors: { 503: 100% }'
    expect(await statuses('0s', {}, { server })).toEqual([503, 418, 418, 418, 418, 418])
  })

  it('comes with no answer of the proxy’s own', async () => {
    const abort = { httpStatus: 503, percentage: { value: 100 } }
    expect(await statuses('0s', { timeout: '1ms' }, { server: 'time: 5ms' })).toEqual(Array(6).fill(504))
    expect(await statuses('0s', { fault: { abort } })).toEqual(Array(6).fill(503))
  })

  it('comes with no answer that the user has not waited for', async () => {
    const load = 'timeout: 1ms,'
    expect(await statuses('0s', {}, { load, server: 'time: 5ms' })).toEqual(Array(6).fill(0))
  })

  it('does not come where the calling pod is gone before the answer', async () => {
    const all = await records({
      mesh: [
        stickyFor('0s'),
        istio('VirtualService', 'server', 'default', {
          hosts: ['server'],
          http: [REFUSED, { route: [{ destination: { host: 'server' } }] }],
        }),
      ],
      server: 'time: 1s',
      traffic: { load: 'users: 1, think: const(100ms)' },
      timeline: '[{ at: 500ms, kill: caller-0, restart-after: 100ms }]',
    })
    expect(all.slice(0, 3).map(({ status }) => status)).toEqual([0, 200, 418])
  })
})
