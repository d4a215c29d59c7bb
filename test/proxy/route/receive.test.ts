import { describe, expect, it } from 'vitest'
import { receiveRequest } from '../../../src/proxy/route/receive.ts'
import { request } from './request.ts'

describe('what comes in', () => {
  it('believes the scheme of an application, not of the world outside', () => {
    const forwarded = request({ headers: { 'x-forwarded-proto': ['https'] } })
    expect(receiveRequest(forwarded, { gateway: false, terminatesTls: false })?.scheme).toBe('https')
    expect(receiveRequest(forwarded, { gateway: true, terminatesTls: false })?.scheme).toBe('http')
    expect(receiveRequest(request(), { gateway: true, terminatesTls: true })?.scheme).toBe('https')
  })

  it.each([
    ['HTTPS', 'https'],
    ['ftp', 'http'],
    ['https,other', 'http'],
  ])('x-forwarded-proto %s means %s, as redirects of a live Envoy 1.40 show', (value, scheme) => {
    const forwarded = request({ headers: { 'x-forwarded-proto': value.split(',') } })
    expect(receiveRequest(forwarded, { gateway: false, terminatesTls: false })?.scheme).toBe(scheme)
  })

  it('takes away the headers that steer Envoy', () => {
    const steering = request({ headers: { 'x-envoy-max-retries': ['9'], other: ['1'] } })
    expect([...(receiveRequest(steering, { gateway: false, terminatesTls: false })?.headers.keys() ?? [])]).toEqual([
      'other',
    ])
  })

  it('lets an internal client steer, and tells the server so', () => {
    const steering = request({ headers: { 'x-envoy-max-retries': ['9'] } })
    const received = receiveRequest(steering, { gateway: true, terminatesTls: false, clients: 'internal' })
    expect([...(received?.headers ?? [])]).toEqual([
      ['x-envoy-max-retries', ['9']],
      ['x-envoy-internal', ['true']],
    ])
  })

  it('names an external client to the server', () => {
    const steering = { ...request({ headers: { 'x-envoy-retry-on': ['5xx'] } }), sourceIp: '192.0.2.7' }
    const received = receiveRequest(steering, { gateway: true, terminatesTls: false, clients: 'external' })
    expect([...(received?.headers ?? [])]).toEqual([['x-envoy-external-address', ['192.0.2.7']]])
  })

  // Seen with Envoy 1.40.
  it.each([
    ['x-envoy-internal', false, false],
    ['x-envoy-original-path', true, false],
    ['x-envoy-decorator-operation', true, false],
    ['x-envoy-attempt-count', true, true],
  ])('%s passes a sidecar: %s, a gateway: %s', (name, bySidecar, byGateway) => {
    const sent = request({ headers: { [name]: ['1'] } })
    expect(receiveRequest(sent, { gateway: false, terminatesTls: false })?.headers.has(name)).toBe(bySidecar)
    expect(receiveRequest(sent, { gateway: true, terminatesTls: false })?.headers.has(name)).toBe(byGateway)
  })

  it('holds the lines of its inline headers on one line, so that matchers see it', () => {
    const sent = request({ headers: { accept: ['', 'a', 'b'], other: ['a', 'b'] } })
    const held = receiveRequest(sent, { gateway: false, terminatesTls: false })?.headers
    expect(held?.get('accept')).toEqual(['a,b'])
    expect(held?.get('other')).toEqual(['a', 'b'])
  })

  it('takes no path with an escaped NUL', () => {
    expect(receiveRequest(request({ path: '/a%00' }), { gateway: false, terminatesTls: false })).toBeUndefined()
    expect(receiveRequest(request({ path: '/a?%00' }), { gateway: false, terminatesTls: false })).toBeDefined()
  })
})
