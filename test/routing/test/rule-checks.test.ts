import { beforeAll, describe, expect, test } from 'vitest'
import { initHash } from '../../../src/proxy/hash.ts'
import { istio } from '../../compile/istio/mesh-of.ts'
import { failed, LOANS, SUBSETS, to } from './library.ts'

beforeAll(initHash)

describe('the rule that takes a request', () => {
  const mesh = [
    SUBSETS(),
    LOANS([
      { match: [{ uri: { prefix: '/a' } }, { uri: { prefix: '/b' } }], route: [to('v1')] },
      { match: [{ uri: { prefix: '/d' } }], delegate: { name: 'part' } },
      { route: [to('v2')] },
    ]),
    istio('VirtualService', 'part', 'default', { http: [{ route: [to('v1')] }] }),
  ]
  test.each([
    ['/b', '{ rule: VirtualService/loans#0 }', []],
    ['/b', '{ rule: VirtualService/default/loans#0 }', []],
    ['/b', '{ rule: VirtualService/loans }', []],
    ['/c', '{ rule: VirtualService/loans#2 }', []],
    ['/c', '{ rule: VirtualService/loans#0 }', ['rule: VirtualService/loans#0 | VirtualService/default/loans#2']],
    [
      '/c',
      '{ rule: VirtualService/other/loans#2 }',
      ['rule: VirtualService/other/loans#2 | VirtualService/default/loans#2'],
    ],
    ['/d', '{ delegate: part, subset: v1 }', []],
    ['/d', '{ delegate: default/part }', []],
    ['/c', '{ delegate: part }', ['delegate: part | no delegate, by VirtualService/loans#2']],
  ])('%s: %s', (path, expectation, failures) => {
    expect(failed(mesh, expectation, `{ host: loans, path: ${path} }`)).toEqual(failures)
  })
})
