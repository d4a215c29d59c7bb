import { beforeAll, describe, expect, test } from 'vitest'
import { readMesh } from '../../../src/config/read-mesh.ts'
import { readRouteTests } from '../../../src/config/route-tests/read-route-tests.ts'
import { initHash } from '../../../src/proxy/hash.ts'
import { runRouteTests } from '../../../src/routing/test/run-route-tests.ts'
import { documents } from '../../compile/istio/mesh-of.ts'
import { LIBRARY, LOANS, SUBSETS, to } from './library.ts'

beforeAll(initHash)

const MESH = documents(
  LIBRARY,
  SUBSETS(),
  LOANS([
    { match: [{ uri: { prefix: '/a' } }, { uri: { prefix: '/b' } }], route: [to('v1', 90), to('v2', 10)] },
    { match: [{ uri: { prefix: '/c' } }], route: [to('v1', 0), to('v2', 100)] },
    { directResponse: { status: 410 } },
  ]),
)

function coverageOf(paths: string, exclude = '[]') {
  const test = `{ name: t, from: { workload: catalogue }, request: { host: loans, path: ${paths} }, expect: { to: loans } }`
  const { suite } = readRouteTests(`kind: RouteTests\ntests: [${test}]\ncoverage: { exclude: ${exclude} }\n`, 't.yaml')
  if (!suite) throw new Error('no suite')
  const { coverage } = runRouteTests(readMesh([{ path: 'm.yaml', text: MESH }]), [suite]).run
  if (!coverage) throw new Error('no coverage')
  const counted = Object.entries(coverage).map(([kind, { touched, missing }]) => [
    kind,
    {
      share: `${touched.length}/${touched.length + missing.length}`,
      missing: missing.map(({ name }: { name: string }) => name),
    },
  ])
  return Object.fromEntries(counted)
}

const RULE = 'VirtualService/default/loans#'

describe('what tests touch', () => {
  test('one match of a rule, and all that it can draw', () => {
    expect(coverageOf('/b/1')).toEqual({
      routes: { share: '1/3', missing: [`${RULE}1`, `${RULE}2`] },
      matches: { share: '1/4', missing: [`${RULE}0 match 1`, `${RULE}1 match 1`, `${RULE}2 match`] },
      destinations: { share: '2/3', missing: [`${RULE}1 destination 2`] },
      subsets: { share: '2/2', missing: [] },
    })
  })

  test('what has no weight is not touched, and a destination does not count', () => {
    expect(coverageOf('/c').subsets).toEqual({
      share: '1/2',
      missing: ['DestinationRule/default/loans subset v1'],
    })
  })

  test('everything', () => {
    const shares = Object.values(coverageOf('[/a, /b, /c, /d]')).map(each => (each as { share: string }).share)
    expect(shares).toEqual(['3/3', '4/4', '3/3', '2/2'])
  })

  test.each([
    ['[VirtualService/loans]', '0/0'],
    ['[VirtualService/default/lo*]', '0/0'],
    ['["VirtualService/default/loans#1"]', '1/2'],
    ['[VirtualService/other]', '1/3'],
  ])('without %s', (exclude, share) => expect(coverageOf('/a', exclude).routes.share).toBe(share))
})
