import { expect, it } from 'vitest'
import { isSecuritySet, securityFacts } from '../../../src/routing/golden/security-set.ts'

it.each([
  ['{"got": {"vhost": "a", "route": null, "status": 404}}', false],
  ['{"got": {"route": "default", "lb": "RANDOM", "endpoints": [{"pod": "a", "ip": "1"}]}}', false],
  ['{"got": {"route": "default", "endpoints": [{"pod": "a-0", "port": 80}]}}', true],
  ['{"got": {"route": null, "server": {"pod": "a-0"}}}', true],
  ['{"got": {"error": "Envoy rejects the configuration"}}', true],
])('%s is of the security set: %s', (expected, isSecurity) => {
  expect(isSecuritySet(expected)).toBe(isSecurity)
})

it('of what is certain these recordings hold less', () => {
  const exact = {
    dialled: 'a',
    routeConfig: '80',
    vhost: 'b',
    route: 'default',
    lb: 'RANDOM',
    endpoints: [{ pod: 'a-0', port: 80, ip: '10.1.0.2' }],
  }
  const kept = { dialled: 'a', routeConfig: '80', vhost: 'b', route: 'default', endpoints: [{ pod: 'a-0', port: 80 }] }
  expect(securityFacts(exact, true)).toEqual(kept)
  expect(securityFacts({ ...exact, route: null, endpoints: undefined }, true)).toEqual({ dialled: 'a', route: null })
  expect(securityFacts({ dialled: 'a' }, false)).toEqual({ dialled: 'a', tcp: true, route: null })
})
