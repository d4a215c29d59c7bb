import { describe, expect, test } from 'vitest'
import { kubernetesProtocol, parseProtocol } from '../../../../src/compile/istio/registry/protocol.ts'

const port = { number: 8080, name: '', transport: 'TCP' }

describe('protocol of a Service port', () => {
  test.each([
    ['http', 'HTTP'],
    ['http-web', 'HTTP'],
    ['http2-x', 'HTTP2'],
    ['grpc', 'GRPC'],
    ['grpc-web-x', 'GRPC-Web'],
    ['https', 'HTTPS'],
    ['tls-x', 'TLS'],
    ['tcp', 'TCP'],
    ['mongo-db', 'Mongo'],
    ['web', 'Unsupported'],
    ['httpx', 'Unsupported'],
    ['', 'Unsupported'],
  ])('port name %s is %s', (name, protocol) => {
    expect(kubernetesProtocol({ ...port, name })).toBe(protocol)
  })

  test.each([
    ['kubernetes.io/h2c', 'HTTP2'],
    ['kubernetes.io/ws', 'HTTP'],
    ['kubernetes.io/wss', 'HTTPS'],
    ['tcp', 'TCP'],
  ])('appProtocol %s outweighs the name', (appProtocol, protocol) => {
    expect(kubernetesProtocol({ ...port, name: 'http', appProtocol })).toBe(protocol)
  })

  test.each([25, 53, 3306, 27017])('port %i without a telling name is TCP', number => {
    expect(kubernetesProtocol({ ...port, number, name: 'x' })).toBe('TCP')
    expect(kubernetesProtocol({ ...port, number, name: 'http' })).toBe('HTTP')
  })

  test('UDP is no protocol of the mesh, whatever the name says', () => {
    expect(kubernetesProtocol({ ...port, name: 'http', transport: 'UDP' })).toBe('UDP')
  })
})

test('ServiceEntries write protocols in any case', () => {
  expect(parseProtocol('HTTP')).toBe('HTTP')
  expect(parseProtocol('Https')).toBe('HTTPS')
  expect(parseProtocol('nonsense')).toBe('Unsupported')
})
