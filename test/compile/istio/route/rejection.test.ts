import { expect, it } from 'vitest'
import { documents, istio, service } from '../mesh-of.ts'
import { tablesOf } from '../tables-of.ts'

const gateway = istio('Gateway', 'g', 'default', {
  servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
})

const rejectedBy = (headers: object) => {
  const http = [{ match: [{ headers }], route: [{ destination: { host: 'web', port: { number: 80 } } }] }]
  const routes = istio('VirtualService', 'v', 'default', { hosts: ['*'], gateways: ['g'], http })
  return tablesOf(documents(gateway, service('web'), routes), { kind: 'gateway' }).routeConfig('http.80')?.rejected
}

// Recorded case 345.
it('a table that asks for the presence of a claim is refused, one that asks for a value is not', () => {
  expect(rejectedBy({ '@request.auth.claims.groups': {} })).toBe('"match_pattern", reason: is required')
  expect(rejectedBy({ '@request.auth.claims.groups': { exact: 'dev' } })).toBeUndefined()
})

// Verdicts of Envoy 1.40.0, asked by --mode validate.
const sidecarTable = (rule: object, spec: object) =>
  tablesOf(
    documents(
      service('web'),
      istio('VirtualService', 'v', 'default', { hosts: ['web'], http: [rule] }),
      istio('DestinationRule', 'd', 'default', { host: 'web', ...spec }),
    ),
  ).routeConfig('80')?.rejected

const TO_WEB = { route: [{ destination: { host: 'web' } }] }

const hashed = (consistentHash: object) => sidecarTable(TO_WEB, { trafficPolicy: { loadBalancer: { consistentHash } } })

it.each([
  ['600 as an answer', { directResponse: { status: 600 } }, { directResponse: { status: 599 } }],
  [
    '600 as an abort',
    { ...TO_WEB, fault: { abort: { httpStatus: 600, percentage: { value: 1 } } } },
    { ...TO_WEB, fault: { abort: { httpStatus: 599, percentage: { value: 1 } } } },
  ],
  ['weights of more than 32 bits', { route: shares(3) }, { route: shares(2) }],
])('a table with %s is refused', (_what, refused, taken) => {
  expect(sidecarTable(refused, {})).toBeDefined()
  expect(sidecarTable(taken, {})).toBeUndefined()
})

function shares(count: number): readonly object[] {
  return Array.from({ length: count }, () => ({ destination: { host: 'web' }, weight: 2_147_483_647 }))
}

it.each([
  ['a cookie of negative time', { httpCookie: { name: 'c', ttl: '-1s' } }, { httpCookie: { name: 'c', ttl: '0s' } }],
  ['a header without a name', { httpHeaderName: '' }, { httpHeaderName: 'a b' }],
  ['a parameter without a name', { httpQueryParameterName: '' }, { httpQueryParameterName: 'q' }],
])('a table that hashes by %s is refused', (_what, refused, taken) => {
  expect(hashed(refused)).toBeDefined()
  expect(hashed(taken)).toBeUndefined()
})
