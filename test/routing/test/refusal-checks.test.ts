import { beforeAll, describe, expect, test } from 'vitest'
import { initHash } from '../../../src/proxy/hash.ts'
import { istio } from '../../compile/istio/mesh-of.ts'
import { failed, LOANS, to } from './library.ts'

beforeAll(initHash)

const POLICY = istio('AuthorizationPolicy', 'no-writes', 'default', {
  selector: { matchLabels: { app: 'loans' } },
  action: 'DENY',
  rules: [{ to: [{ operation: { methods: ['DELETE'] } }] }],
})
const request = (method: string, path = '/') => `{ host: loans, method: ${method}, path: ${path} }`

describe('a policy of the servers denies DELETE', () => {
  test.each([
    ['DELETE', '{ authorization: denied }', []],
    ['DELETE', '{ status: 403 }', []],
    ['DELETE', '{ authorization: { policy: AuthorizationPolicy/no-writes, status: 403 } }', []],
    ['DELETE', '{ to: loans }', []],
    ['GET', '{ authorization: allowed }', []],
    ['GET', '{ authorization: denied }', ['authorization: denied | allowed']],
    ['GET', '{ status: 403 }', ['status: 403 | the answer of a server']],
  ])('%s: %s', (method, expectation, failures) => {
    expect(failed([POLICY], expectation, request(method))).toEqual(failures)
  })

  test('a gRPC request is refused all the same', () => {
    const grpc = '{ host: loans, method: DELETE, headers: { content-type: application/grpc } }'
    expect(failed([POLICY], '{ authorization: { verdict: denied, status: 403 }, status: 403 }', grpc)).toEqual([])
  })

  test('the message names the policy', () => {
    const [failure] = failed([POLICY], '{ authorization: allowed }', request('DELETE'))
    expect(failure).toMatch(/^authorization: allowed \| denied 403 by .*no-writes/)
  })

  test('another policy than the one that denies', () => {
    expect(failed([POLICY], '{ authorization: { policy: other } }', request('DELETE'))).toHaveLength(1)
  })
})

test('a rule that answers 403 by itself is no refusal by a policy', () => {
  const mesh = [LOANS([{ match: [{ uri: { exact: '/x' } }], directResponse: { status: 403 } }, { route: [to('v1')] }])]
  expect(failed(mesh, '{ status: 403, authorization: allowed }', request('GET', '/x'))).toEqual([])
})
