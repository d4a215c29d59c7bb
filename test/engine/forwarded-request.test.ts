import { expect, it } from 'vitest'
import { shadowRequest } from '../../src/engine/forwarded-request.ts'

// Envoy's router_test.cc and shadow_writer_impl_test.cc.
it.each([
  ['cluster1', 'cluster1-shadow'],
  ['cluster1:8000', 'cluster1-shadow:8000'],
])('Host of a mirrored copy: %s becomes %s', (authority, shadow) => {
  const request = { method: 'GET', scheme: 'http', authority, path: '/', headers: new Map() } as const
  expect(shadowRequest(request, true).authority).toBe(shadow)
  expect(shadowRequest(request, false).authority).toBe(authority)
})
