import { describe, expect, it } from 'vitest'
import type { Endpoint } from '../../../src/dataplane/endpoint.ts'
import { loopbackAddresses, ownAddresses } from '../../../src/export/envoy/addresses.ts'
import { NO_PLACE } from '../../../src/kernel/place.ts'

const endpoint = (address: string, pod = ''): Endpoint => ({
  address,
  port: Number(address.split(':').at(-1)),
  pod,
  weight: 1,
  health: 'HEALTHY',
  mtls: false,
  place: NO_PLACE,
})

describe('on loopback', () => {
  it('gives each pod one address, whatever its ports', () => {
    const addresses = loopbackAddresses()
    expect(addresses.of(endpoint('10.1.0.2:8080', 'a/x'))).toMatchObject({ address: '127.0.1.1', port: 8080 })
    expect(addresses.of(endpoint('10.1.0.3:8080', 'a/y'))).toMatchObject({ address: '127.0.1.2', port: 8080 })
    expect(addresses.of(endpoint('10.1.0.2:9090', 'a/x'))).toMatchObject({ address: '127.0.1.1', port: 9090 })
  })

  it('counts an external server as a pod', () => {
    const addresses = loopbackAddresses()
    addresses.of(endpoint('pay.example:8443'))
    expect(addresses.of(endpoint('pay.example:9443')).address).toBe('127.0.1.1')
    expect(addresses.of(endpoint('tax.example:8443')).address).toBe('127.0.1.2')
  })

  it('moves ports that need rights', () => {
    expect(loopbackAddresses().of(endpoint('10.1.0.2:80', 'a/x')).port).toBe(10_080)
  })

  it('goes on in the next block after 254 pods', () => {
    const addresses = loopbackAddresses(7)
    for (let pod = 0; pod < 254; pod++) addresses.of(endpoint(`10.1.${pod}.2:8080`, `a/${pod}`))
    expect(addresses.of(endpoint('10.2.0.2:8080', 'a/last')).address).toBe('127.0.8.1')
  })

  it('lists what was asked for, once', () => {
    const addresses = loopbackAddresses()
    for (let i = 0; i < 2; i++) addresses.of(endpoint('10.1.0.2:8080', 'a/x'))
    expect(addresses.listed).toEqual([{ address: '127.0.1.1', port: 8080, endpoint: '10.1.0.2:8080', pod: 'a/x' }])
  })
})

it('as in the mesh: the address without its port', () => {
  expect(ownAddresses().of(endpoint('10.1.0.2:8080'))).toMatchObject({ address: '10.1.0.2', port: 8080 })
  expect(ownAddresses().of(endpoint('[fd00::1]:8080'))).toMatchObject({ address: 'fd00::1', port: 8080 })
})
