import { describe, expect, it } from 'vitest'
import { receiveRequest } from '../../../src/proxy/route/receive.ts'
import { request } from './request.ts'

describe('what comes in', () => {
  it('believes the scheme of an application, not of the world outside', () => {
    const forwarded = request({ headers: { 'x-forwarded-proto': ['https'] } })
    expect(receiveRequest(forwarded, { gateway: false, terminatesTls: false }).scheme).toBe('https')
    expect(receiveRequest(forwarded, { gateway: true, terminatesTls: false }).scheme).toBe('http')
    expect(receiveRequest(request(), { gateway: true, terminatesTls: true }).scheme).toBe('https')
  })

  it('takes away the headers that steer Envoy', () => {
    const steering = request({ headers: { 'x-envoy-max-retries': ['9'], other: ['1'] } })
    expect([...receiveRequest(steering, { gateway: false, terminatesTls: false }).headers.keys()]).toEqual(['other'])
  })

  it('lets an internal client steer, and tells the server so', () => {
    const steering = request({ headers: { 'x-envoy-max-retries': ['9'] } })
    const { headers } = receiveRequest(steering, { gateway: true, terminatesTls: false, clients: 'internal' })
    expect([...headers]).toEqual([
      ['x-envoy-max-retries', ['9']],
      ['x-envoy-internal', ['true']],
    ])
  })

  it('names an external client to the server', () => {
    const steering = { ...request({ headers: { 'x-envoy-retry-on': ['5xx'] } }), sourceIp: '192.0.2.7' }
    const { headers } = receiveRequest(steering, { gateway: true, terminatesTls: false, clients: 'external' })
    expect([...headers]).toEqual([['x-envoy-external-address', ['192.0.2.7']]])
  })
})
