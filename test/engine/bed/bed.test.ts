import { expect, test } from 'vitest'
import type { Cluster } from '../../../src/dataplane/cluster.ts'
import { NO_HEADERS, type Request } from '../../../src/dataplane/request.ts'
import { NO_MUTATION, type Route } from '../../../src/dataplane/route.ts'
import { makeBed, startingWith } from '../../../src/engine/bed/bed.ts'
import { offerInLoops, offerInTurn } from '../../../src/engine/bed/offers.ts'
import { BY_HAND, bedTables } from '../../../src/engine/bed/tables.ts'
import type { Answer, Responder } from '../../../src/engine/responder.ts'
import { NO_LOCALITY } from '../../../src/kernel/locality.ts'
import { NO_PLACE } from '../../../src/kernel/place.ts'
import { MILLISECOND, NEVER, SECOND } from '../../../src/kernel/time.ts'
import { SETTINGS } from '../../proxy/outlier/set-up.ts'

const MS = MILLISECOND

const request: Request = { method: 'GET', scheme: 'http', authority: 'c', path: '/', headers: NO_HEADERS }

const answering = (status: number, afterNs = 0): Responder => ({
  answer: (): Answer => ({ kind: 'reply', status, headers: new Map(), afterNs, afterRequest: false, body: null }),
})

const outlier = { ...SETTINGS, maxEjectionPercent: 50 }

const cluster: Cluster = {
  name: 'c',
  type: 'EDS',
  host: 'c',
  port: 80,
  subset: '',
  balancer: { kind: 'ROUND_ROBIN' },
  limits: {},
  panicThreshold: 50,
  localityWeighted: false,
  connectTimeoutNs: 5 * SECOND,
  maxRequestsPerConnection: 0,
  http2: 'no',
  tls: { mode: 'none' },
  origin: BY_HAND,
}

const route: Route = {
  name: '',
  match: { path: { kind: 'prefix', value: '/', ignoreCase: false }, headers: [], query: [], claims: [] },
  action: {
    kind: 'forward',
    clusters: [{ cluster: 'c', weight: 1, requestHeaders: NO_MUTATION, responseHeaders: NO_MUTATION, origin: BY_HAND }],
    weighted: false,
    timeoutNs: 0,
    hash: [],
    mirrors: [],
  },
  requestHeaders: NO_MUTATION,
  responseHeaders: NO_MUTATION,
  origin: BY_HAND,
}

const tables = (hosts: readonly string[], made: Cluster = cluster) =>
  bedTables({
    clusters: [made],
    assignments: [
      {
        cluster: 'c',
        localities: [
          {
            locality: NO_LOCALITY,
            priority: 0,
            weight: 1,
            endpoints: hosts.map(pod => ({
              address: `${pod}:80`,
              port: 80,
              pod,
              weight: 1,
              health: 'HEALTHY' as const,
              mtls: false,
              place: NO_PLACE,
            })),
          },
        ],
      },
    ],
    virtualHosts: [
      { name: 'all', domains: ['*'], routes: [route], requireTls: 'none', includeAttemptCount: true, origin: BY_HAND },
    ],
  })

const THREE = ['h0', 'h1', 'h2']

test('a recorded Envoy: of three hosts in turn, the failing one is ejected at its fifth 503', () => {
  const bed = makeBed({
    seed: 1,
    durationNs: 5 * SECOND,
    hosts: THREE.map(name => ({ name, responder: answering(name === 'h1' ? 503 : 200) })),
    proxies: [{ name: 'client', tables: tables(THREE, { ...cluster, outlier }), balanceRng: startingWith([0], 1) }],
  })
  const hosts: string[] = []
  const ended = (_: number, row: { target: { pod: { name: string } } | null }) =>
    hosts.push(row.target?.pod.name ?? '-')
  offerInTurn(bed, 0, 10 * MS, { count: 21, request: () => request, ended })
  bed.advance(NEVER)
  expect(hosts.map(name => Number(name.slice(1)))).toEqual([
    0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 0, 2, 0, 2, 0, 2, 0,
  ])
  expect(bed.upstream('c')?.balancer.outlier?.active).toBe(1)
})

test('round robin starts where its first draw says', () => {
  const bed = makeBed({
    seed: 1,
    durationNs: SECOND,
    hosts: THREE.map(name => ({ name, responder: answering(200) })),
    proxies: [{ name: 'client', tables: tables(THREE), balanceRng: startingWith([2], 1) }],
  })
  const hosts: string[] = []
  offerInTurn(bed, 0, MS, { count: 4, request: () => request, ended: (_, row) => hosts.push(row.pod.pod.name) })
  bed.advance(NEVER)
  expect(hosts).toEqual(['h2', 'h0', 'h1', 'h2'])
})

test('loops keep their number of requests under way', () => {
  const bed = makeBed({
    seed: 1,
    durationNs: SECOND,
    hosts: THREE.map(name => ({ name, responder: answering(200, 10 * MS) })),
    proxies: [{ name: 'client', tables: tables(THREE), balanceRng: startingWith([0], 1) }],
  })
  const endsNs: number[] = []
  offerInLoops(bed, 0, 3, { count: 9, request: () => request, ended: () => endsNs.push(bed.nowNs) })
  bed.advance(NEVER)
  expect(endsNs.map(each => each / MS)).toEqual([10, 10, 10, 20, 20, 20, 30, 30, 30])
})

test('new endpoints reach the balancer at the instant of the change', () => {
  const bed = makeBed({
    seed: 1,
    durationNs: SECOND,
    hosts: THREE.map(name => ({ name, responder: answering(200) })),
    proxies: [{ name: 'client', tables: tables(THREE), balanceRng: startingWith([0], 1) }],
  })
  const hosts: string[] = []
  offerInTurn(bed, 0, 10 * MS, { count: 6, request: () => request, ended: (_, row) => hosts.push(row.pod.pod.name) })
  bed.at(25 * MS, 'h1 leaves', () => bed.configure(tables(['h0', 'h2'])))
  bed.advance(NEVER)
  // The position goes on (3, 4, 5), over two hosts.
  expect(hosts).toEqual(['h0', 'h1', 'h2', 'h2', 'h0', 'h2'])
})
