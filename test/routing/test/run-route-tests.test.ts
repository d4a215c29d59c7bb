import { beforeAll, describe, expect, test } from 'vitest'
import { readResources } from '../../../src/config/read-mesh.ts'
import { readRouteTests } from '../../../src/config/route-tests/read-route-tests.ts'
import type { RouteTestRun } from '../../../src/dataplane/route-test-run.ts'
import { initHash } from '../../../src/proxy/hash.ts'
import { type RouteTestOptions, runRouteTests } from '../../../src/routing/test/run-route-tests.ts'
import { documents, meshOf } from '../../compile/istio/mesh-of.ts'
import { LIBRARY, LOANS, SUBSETS, to } from './library.ts'

beforeAll(initHash)

const TESTS = `kind: RouteTests
tests:
  - name: readers see v1
    from: { workload: catalogue }
    request: { host: loans, path: [/, /loans/1] }
    expect: { to: loans, subset: v1 }
  - name: after the switch they see v2
    given: switch.yaml
    from: { workload: catalogue }
    request: { host: loans }
    cases:
      - expect: { subset: v2 }
      - expect: { timeout: none, not: { subset: v1 } }
`

/** What the second test applies. */
const SWITCH = readResources([{ path: 'switch.yaml', text: LOANS([{ route: [to('v2')] }]) }]).resources

function ranWith(options: RouteTestOptions): RouteTestRun {
  const { suite } = readRouteTests(TESTS, 't.yaml')
  if (!suite) throw new Error('no suite')
  const mesh = meshOf(documents(LIBRARY, SUBSETS(), LOANS([{ route: [to('v1')] }])))
  return runRouteTests(mesh, [suite], options).run
}

const marks = ({ files }: RouteTestRun) =>
  files[0].tests.map(({ name, checks }) => `${name}: ${checks.map(each => each.failures.length).join(' ')}`)

describe('a run', () => {
  const given: RouteTestOptions['given'] = (_, { given }) =>
    given.some(({ name }) => name === 'switch.yaml') ? SWITCH : []

  test('what a test is given holds for it alone', () => {
    expect(marks(ranWith({ given }))).toEqual(['readers see v1: 0 0', 'after the switch they see v2: 0 0'])
    expect(marks(ranWith({}))).toEqual(['readers see v1: 0 0', 'after the switch they see v2: 1 1'])
  })

  test('only tests whose name contains the text', () => {
    expect(marks(ranWith({ given, name: 'switch' }))).toEqual(['after the switch they see v2: 0 0'])
    expect(marks(ranWith({ given, name: 'Switch' }))).toEqual([])
  })

  test('a check says its request, its caller, how many facts it has, and everything that was found', () => {
    const [first, second] = ranWith({ given }).files[0].tests
    expect(first.checks[1]).toMatchObject({
      title: '/loans/1',
      request: 'GET http://loans/loans/1',
      caller: 'sidecar of default/catalogue',
      facts: 2,
      failures: [],
      got: { rule: 'VirtualService/default/loans#0', split: { 'loans/v1': 100 }, lb: ['LEAST_REQUEST'] },
    })
    expect(second.checks.map(({ title, facts }) => `${title} ${facts}`)).toEqual(['case 1 1', 'case 2 2'])
  })
})
