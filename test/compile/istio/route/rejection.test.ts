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
