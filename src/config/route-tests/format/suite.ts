import { listOf } from '../../scenario/format/collection.ts'
import { named } from '../../scenario/format/figure.ts'
import { istioVersion } from '../../scenario/format/mesh.ts'
import { defaulted, object, optional, required } from '../../scenario/format/object.ts'
import { text, word } from '../../scenario/format/scalar.ts'
import { type Cursor, checked, childOf, itemOf, meaning, reportAt, type Shape } from '../../scenario/format/shape.ts'
import { quoted } from '../../scenario/parsed.ts'
import type { CoverageGoal, RouteTestSuite } from '../route-tests.ts'
import { testShape } from './test.ts'
import { percentage, severalOf, shown } from './value.ts'

const coverage: Shape<CoverageGoal> = meaning(
  object('coverage', {
    routes: optional(percentage, 'Percent of the rules that some test must take.', { example: '80%' }),
    matches: optional(percentage, 'Percent of the matches of rules.'),
    subsets: optional(percentage, 'Percent of the subsets.'),
    destinations: optional(percentage, 'Percent of the destinations of rules.'),
    exclude: defaulted(listOf('list of names', text('name')), [], 'Names that do not count; * stands for anything.', {
      example: ['VirtualService/legacy-*'],
    }),
  }),
  ({ exclude, ...goals }) => ({ ...shown(goals), exclude }),
)

const TEST_EXAMPLE = 'for example - { name: reviews are v1, request: { host: reviews }, expect: { subset: v1 } }'

const tests = checked(listOf('list of tests', testShape), checkTests)

/** Keys of a file of route tests. */
export const SUITE_FIELDS = {
  kind: required(word('kind', ['RouteTests']), 'What the file is: RouteTests.', { example: 'RouteTests' }),
  mesh: optional(
    object('mesh', {
      files: required(severalOf('path', named('path')), 'Files, folders and patterns, relative to this file.'),
      istio: optional(istioVersion, 'Release of Istio, quoted.', { example: '1.32' }),
    }),
    'The mesh. Default: what -f names.',
  ),
  tests: required(tests, 'A list of tests, each with a name, a request and what to expect.'),
  coverage: optional(coverage, 'What of the mesh the tests must touch.'),
} as const

/** No test is no green test; and tests of one name can't be told apart, in reports and by --name. */
function checkTests(cursor: Cursor): void {
  if (cursor.value === null || (Array.isArray(cursor.value) && cursor.value.length === 0)) {
    reportAt(cursor, { code: 'MS4002', message: 'there is no test', help: TEST_EXAMPLE }, 'key')
  }
  const first = new Map<unknown, Cursor>()
  for (const index of Array.isArray(cursor.value) ? cursor.value.keys() : []) {
    const name = childOf(itemOf(cursor, index), 'name')
    const known = first.get(name.value)
    if (known === undefined) first.set(name.value, name)
    else if (typeof name.value === 'string') {
      const message = `another test is called ${quoted(name.value)}, too`
      reportAt(name, { code: 'MS4003', message, help: `see line ${known.source.place.line}` })
    }
  }
}

export const suiteShape: Shape<Omit<RouteTestSuite, 'file'>> = meaning(
  object('file of route tests', SUITE_FIELDS),
  fields => ({
    tests: fields.tests,
    ...shown({
      mesh: fields.mesh && { files: fields.mesh.files, ...shown({ istio: fields.mesh.istio }) },
      coverage: fields.coverage,
    }),
  }),
)
