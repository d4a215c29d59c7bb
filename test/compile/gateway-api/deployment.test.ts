import { expect, it } from 'vitest'
import { deployGateways } from '../../../src/compile/gateway-api/deployment.ts'
import { meshOf, service } from '../istio/mesh-of.ts'
import { gateway, HTTP } from './gateways-of.ts'

const deployed = (...documents: readonly string[]) => deployGateways(meshOf(documents.join('\n---\n'))).resources
const named = (...documents: readonly string[]) => deployed(...documents).map(({ kind, name }) => `${kind}/${name}`)

it('a Gateway gets a Deployment and a Service right behind it', () => {
  expect(named(gateway('gw', HTTP), service('shop'))).toEqual([
    'Gateway/gw',
    'Deployment/gw-istio',
    'Service/gw-istio',
    'Service/shop',
  ])
})

it('the Service has the status port, then each port of the listeners once', () => {
  const listeners = [
    HTTP,
    '{ name: b, port: 80, protocol: TLS, hostname: b.example, tls: { mode: Passthrough } }',
    '{ name: t, port: 90, protocol: TCP }',
  ]
  const made = deployed(gateway('gw', listeners.join(', '))).find(({ kind }) => kind === 'Service')
  expect(made?.body.spec).toMatchObject({
    selector: { 'gateway.networking.k8s.io/gateway-name': 'gw' },
    ports: [
      { port: 15021, appProtocol: 'tcp' },
      { port: 80, appProtocol: 'http' },
      { port: 90, appProtocol: 'tcp' },
    ],
  })
})

it('what the files have already is left as it is', () => {
  expect(named(gateway('gw', HTTP), service('gw-istio'))).toEqual([
    'Gateway/gw',
    'Deployment/gw-istio',
    'Service/gw-istio',
  ])
})

it('nothing is made for addresses of another Service, or for another class', () => {
  const other = gateway('gw', HTTP).replace('gatewayClassName: istio', 'gatewayClassName: other')
  const addressed = gateway('gw', HTTP).replace('spec: {', 'spec: { addresses: [{ type: Hostname, value: x }],')
  expect([...named(other), ...named(addressed)]).toEqual(['Gateway/gw', 'Gateway/gw'])
})
