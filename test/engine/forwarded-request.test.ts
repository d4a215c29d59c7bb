import { expect, it } from 'vitest'
import { type ForwardAction, NO_MUTATION, type Route } from '../../src/dataplane/route.ts'
import { forwardedRequest, shadowRequest } from '../../src/engine/forwarded-request.ts'
import { NO_PLACE } from '../../src/kernel/place.ts'

// Envoy's router_test.cc and shadow_writer_impl_test.cc.
it.each([
  ['cluster1', 'cluster1-shadow'],
  ['cluster1:8000', 'cluster1-shadow:8000'],
])('Host of a mirrored copy: %s becomes %s', (authority, shadow) => {
  const request = { method: 'GET', scheme: 'http', authority, path: '/', headers: new Map() } as const
  expect(shadowRequest(request, true).authority).toBe(shadow)
  expect(shadowRequest(request, false).authority).toBe(authority)
})

// As a real Envoy 1.40 forwarded them: the time is told first, so that the route has the last word.
it.each([
  ['as it is', {}, '3000m'],
  ['the route sets it', { set: [['grpc-timeout', '1H'] as const] }, '1H'],
  ['the route removes it', { remove: ['grpc-timeout'] }, undefined],
])('grpc-timeout and header changes of the route: %s', (_, change, told) => {
  const origin = { resource: 'VirtualService/default/a', place: NO_PLACE, why: '' }
  const cluster = { cluster: 'c', weight: 1, requestHeaders: NO_MUTATION, responseHeaders: NO_MUTATION, origin }
  const action = { kind: 'forward', clusters: [cluster], timeoutNs: 5e9, maxGrpcTimeoutNs: 5e9 } as const
  const route = { requestHeaders: { ...NO_MUTATION, ...change } }
  const headers = new Map([
    ['content-type', ['application/grpc']],
    ['grpc-timeout', ['3S']],
  ])
  const request = { method: 'POST', scheme: 'http', authority: 'a', path: '/', headers } as const
  const sent = forwardedRequest(route as unknown as Route, action as unknown as ForwardAction, cluster, request)
  expect(sent.headers.get('grpc-timeout')?.[0]).toBe(told)
})
