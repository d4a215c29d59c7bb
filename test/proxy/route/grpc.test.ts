import { expect, it } from 'vitest'
import { MILLISECOND, MINUTE, SECOND } from '../../../src/kernel/time.ts'
import { grpcStatusOfHttp, grpcTimeoutNs, httpStatusOfGrpc, isGrpc } from '../../../src/proxy/route/grpc.ts'

const typed = (type: string) => new Map([['content-type', [type]]])

it.each([
  ['application/grpc', true],
  ['application/grpc+proto', true],
  ['application/grpc-web', false],
  ['application/json', false],
])('%s: %s', (type, yes) => {
  expect(isGrpc(typed(type))).toBe(yes)
})

it.each([
  ['100m', 100 * MILLISECOND],
  ['3S', 3 * SECOND],
  ['2M', 2 * MINUTE],
  ['7n', 7],
  ['123456789m', 0],
  ['3', 0],
])('grpc-timeout %s', (value, ns) => {
  expect(grpcTimeoutNs(new Map([['grpc-timeout', [value]]]))).toBe(ns)
})

/** The table of gRPC's http-grpc-status-mapping document, which Envoy follows. */
it.each([
  [400, 13],
  [401, 16],
  [403, 7],
  [404, 12],
  [429, 14],
  [502, 14],
  [503, 14],
  [504, 14],
  [500, 2],
  [418, 2],
])('HTTP %i is grpc-status %i', (status, grpc) => {
  expect(grpcStatusOfHttp(status)).toBe(grpc)
})

it('grpc-status as outlier detection sees it', () => {
  expect([0, 4, 8, 13, 14, 99].map(httpStatusOfGrpc)).toEqual([200, 504, 429, 500, 503, 500])
})
