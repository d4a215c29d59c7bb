import { expect, it } from 'vitest'
import { findingsOf, withPolicy, withRule } from './findings-of.ts'

const found = (text: string) => findingsOf('MS2515', text)
const column = (text: string, what: string) => `7:${text.split('\n')[6].indexOf(what) + 1}`
const retries = (retryOn: string) =>
  withRule(`retries: { attempts: 2, retryOn: '${retryOn}' }, route: [{ destination: { host: web } }]`)

it.each([
  ['connections limited to 0', withPolicy('connectionPool: { tcp: { maxConnections: 0 } }'), '0 }'],
  ['waiting requests limited to 0', withPolicy('connectionPool: { http: { http1MaxPendingRequests: 0 } }'), '0 }'],
  ['retries limited to 0', withPolicy('connectionPool: { http: { maxRetries: 0 } }'), '0 }'],
  ['a cap of 0 %', withPolicy('outlierDetection: { maxEjectionPercent: 0 }'), '0 }'],
  [
    'a ring of 0',
    withPolicy('loadBalancer: { consistentHash: { useSourceIp: true, ringHash: { minimumRingSize: 0 } } }'),
    '0 }',
  ],
  [
    'a warm-up that begins at the end',
    withPolicy('loadBalancer: { warmup: { duration: 9s, minimumPercent: 100 } }'),
    '100',
  ],
  [
    'a distribution that is off',
    withPolicy(
      "loadBalancer: { localityLbSetting: { enabled: false, distribute: [{ from: a/*, to: { 'a/*': 100 } }] } }",
    ),
    '[{ from',
  ],
  ['status codes without a code', retries('connect-failure,retriable-status-codes'), "'connect"],
  ['headers that nothing names', retries('5xx,retriable-headers'), "'5xx"],
])('tells %s', (_what, text, place) => {
  expect(found(text)).toEqual([column(text, place)])
})

it.each([
  ['limits of 1', withPolicy('connectionPool: { tcp: { maxConnections: 1 }, http: { maxRetries: 1 } }')],
  ['requests of a connection without limit', withPolicy('connectionPool: { http: { maxRequestsPerConnection: 0 } }')],
  [
    'a ring of 1',
    withPolicy('loadBalancer: { consistentHash: { useSourceIp: true, ringHash: { minimumRingSize: 1 } } }'),
  ],
  ['a warm-up from 99 %', withPolicy('loadBalancer: { warmup: { duration: 9s, minimumPercent: 99 } }')],
  ['status codes with a code', retries('retriable-status-codes,503')],
  ['a code alone', retries('503')],
])('has nothing to say about %s', (_what, text) => {
  expect(found(text)).toEqual([])
})
