import { expect, it } from 'vitest'
import { HOUR, MILLISECOND, MINUTE, SECOND } from '../../../src/kernel/time.ts'
import {
  grpcMessage,
  grpcStatusOfHttp,
  grpcTimeoutNs,
  grpcTimeoutText,
  httpStatusOfGrpc,
  isGrpc,
} from '../../../src/proxy/route/grpc.ts'

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
  // Seen of a real Envoy 1.40: whole milliseconds, rounded up; what its number parser takes.
  ['7n', MILLISECOND],
  ['1500u', 2 * MILLISECOND],
  ['+5S', 5 * SECOND],
  ['5 S', 5 * SECOND],
  ['0000000005S', 5 * SECOND],
  ['99999999H', 99_999_999 * HOUR],
  ['0S', 0],
  ['-5S', 0],
  ['100m,x', 0],
  ['123456789m', 0],
  ['3', 0],
])('grpc-timeout %s', (value, ns) => {
  expect(grpcTimeoutNs(new Map([['grpc-timeout', [value]]]))).toBe(ns)
})

it.each([
  [5000, '5000m'],
  [99_999_999, '99999999m'],
  [2_000_000_000, '2000000S'],
  [99_999_999_999, '99999999S'],
  [100_000_000_000, '1666666M'],
  [359_999_996_400_000, '99999999H'],
  [400_000_000_000_000, '99999999H'],
])('%i ms are told as %s', (ms, text) => {
  expect(grpcTimeoutText(ms)).toBe(text)
})

/** The table of gRPC's http-grpc-status-mapping document, which Envoy follows; a fixed 200 was seen of Envoy 1.40. */
it.each([
  [200, 2],
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

it('a message is written as a real Envoy 1.40 writes it', () => {
  expect(grpcMessage('RBAC: access denied')).toBe('RBAC: access denied')
  expect(grpcMessage('a%b~c\nd \u00e9!')).toBe('a%25b%7Ec%0Ad %C3%A9!')
})
