import { expect, it } from 'vitest'
import { inboundPorts } from '../../../../src/compile/istio/inbound/ports.ts'
import { buildRegistry } from '../../../../src/compile/istio/registry/registry.ts'
import { documents, meshOf, service } from '../mesh-of.ts'

const ports = [
  { name: 'http', port: 80, targetPort: 8080 },
  { name: 'tcp-raw', port: 9000 },
  { name: 'any', port: 7000, targetPort: 'named' },
  { name: 'lost', port: 7001, targetPort: 'unknown' },
]

const portsOf = (...yaml: readonly string[]) =>
  inboundPorts(buildRegistry(meshOf(documents(...yaml))), {
    namespace: 'default',
    labels: { app: 'web' },
    portNames: { named: 7777 },
  }).map(({ number, protocol }) => [number, protocol])

it('are the target ports of the Services that select the workload', () => {
  expect(portsOf(service('web', 'default', { ports }), service('api'), service('web', 'other'))).toEqual([
    [8080, 'http'],
    [9000, 'tcp'],
    [7777, 'sniffed'],
  ])
})

it('speak what the older Service says', () => {
  const selector = { app: 'web' }
  const younger = service('b', 'default', { selector, ports: [{ name: 'tcp', port: 1, targetPort: 8080 }] })
  const older = service('a', 'default', { selector, ports: [{ name: 'http', port: 2, targetPort: 8080 }] })
  expect(portsOf(younger, older)).toEqual([[8080, 'http']])
})
