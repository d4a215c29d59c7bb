import { beforeAll, describe, expect, test } from 'vitest'
import { initHash } from '../../../src/proxy/hash.ts'
import { failed, LOANS, SUBSETS, to } from './library.ts'

beforeAll(initHash)

const RULE = {
  route: [to('v1')],
  timeout: '3s',
  retries: { attempts: 2, perTryTimeout: '1s', retryOn: 'connect-failure,503' },
  rewrite: { uri: '/v1/loans', authority: 'loans.inner' },
  fault: { abort: { httpStatus: 500, percentage: { value: 10 } } },
  mirrors: [{ destination: { host: 'fines' }, percentage: { value: 5 } }],
  headers: { request: { set: { 'x-team': 'desk' }, remove: ['x-debug'] }, response: { add: { via: 'library' } } },
}
const POLICY = {
  loadBalancer: { consistentHash: { httpHeaderName: 'x-user' } },
  connectionPool: { tcp: { maxConnections: 7 }, http: { http2MaxRequests: 100 } },
  tls: { mode: 'DISABLE' },
}
const MESH = [SUBSETS(POLICY), LOANS([{ match: [{ uri: { prefix: '/a' } }], ...RULE }])]
const REQUEST = '{ host: loans, path: /a }'

/** Each fact of the rule above, and one other than it: [right, wrong, what the message names]. */
describe('every policy of a rule and its destination', () => {
  test.each([
    ['timeout: 3s', 'timeout: none', 'timeout: none | 3s'],
    ['retries: { attempts: 2, per-try: 1s }', 'retries: { attempts: 3 }', 'retries.attempts: 3 | 2'],
    ['retries: { retry-on: [connect-failure, 503] }', 'retries: { on: [reset] }', 'retries.on: reset | '],
    ['retries: { not: [reset, 500] }', 'retries: { not: [503] }', 'retries.not: no retry on 503 | '],
    ['rewrite: { path: /v1/loans }', 'rewrite: { path: /a }', 'rewrite.path: /a | /v1/loans'],
    ['rewrite: { host: loans.inner }', 'rewrite: { host: loans }', 'rewrite.host: loans | loans.inner'],
    ['fault: { abort: 500, percent: 10 }', 'fault: { abort: 500, percent: 11 }', 'fault: abort 500 for 11% | '],
    ['fault: { abort: 500 }', 'fault: none', 'fault: none | abort 500 for 10%'],
    ['mirror: { to: fines, percent: 5 }', 'mirror: { to: loans }', 'mirror: loans | fines 5%'],
    ['mirror: [{ to: fines }]', 'mirror: none', 'mirror: none | fines 5%'],
    [
      'headers: { request: { set: { X-Team: desk } } }',
      'headers: { request: { set: { x-team: web } } }',
      'headers.request.set: x-team: web | desk',
    ],
    [
      'headers: { request: { remove: [X-Debug] } }',
      'headers: { request: { remove: [x-other] } }',
      'headers.request.remove: x-other | x-debug',
    ],
    [
      'headers: { response: { add: { via: library } } }',
      'headers: { response: { set: { via: library } } }',
      'headers.response.set: via: library | not changed',
    ],
    ['hash-key: header x-user', 'hash-key: source-ip', 'hash-key: source-ip | header x-user'],
    ['lb: RING_HASH', 'lb: RANDOM', 'lb: RANDOM | RING_HASH'],
    ['mtls: none', 'mtls: ISTIO_MUTUAL', 'mtls: ISTIO_MUTUAL | DISABLE'],
    ['limits: { connections: 7, requests: 100 }', 'limits: { connections: 8 }', 'limits.connections: 8 | 7'],
    [
      'locality: { failover: false, because: no outlier }',
      'locality: { failover: true }',
      'locality.failover: true | false',
    ],
  ])('%s', (right, wrong, message) => {
    expect(failed(MESH, `{ ${right} }`, REQUEST)).toEqual([])
    const [failure, ...more] = failed(MESH, `{ ${wrong} }`, REQUEST)
    expect(more).toEqual([])
    expect(failure).toContain(message)
  })

  test('what a rule does not say is none', () => {
    const plain = [SUBSETS(), LOANS([{ route: [to('v1')], retries: { attempts: 0 } }])]
    expect(failed(plain, '{ timeout: none, retries: none, fault: none, mirror: none, lb: LEAST_REQUEST }')).toEqual([])
  })
})

describe('what a proxy answers by itself', () => {
  const http = [
    { match: [{ uri: { exact: '/old' } }], redirect: { uri: '/new', redirectCode: 308 } },
    { match: [{ uri: { exact: '/gone' } }], directResponse: { status: 410 } },
    {
      match: [{ uri: { prefix: '/a' } }],
      route: [to('v1')],
      fault: { abort: { httpStatus: 418, percentage: { value: 100 } } },
    },
  ]
  const mesh = [SUBSETS(), LOANS(http)]
  test.each([
    ['/old', '{ redirect: { to: "http://loans/new", code: 308 }, status: 308 }', []],
    ['/old', '{ redirect: { code: 301 } }', ['redirect: 301 | 308 to http://loans/new, by VirtualService/loans#0']],
    ['/gone', '{ status: 410 }', []],
    ['/gone', '{ status: 404 }', ['status: 404 | 410, by VirtualService/loans#1']],
    ['/a', '{ status: 418 }', []],
    ['/a', '{ to: loans }', ['to: loans | 418 by the proxy, by VirtualService/loans#2']],
    ['/else', '{ no-route: 404 }', []],
    ['/else', '{ status: 404 }', []],
    ['/gone', '{ no-route: 404 }', ['no-route: no route: 404 | a route, by VirtualService/loans#1']],
    ['/else', '{ to: loans }', ['to: loans | no route: 404']],
  ])('%s: %s', (path, expectation, failures) => {
    expect(failed(mesh, expectation, `{ host: loans, path: ${path} }`)).toEqual(failures)
  })
})
