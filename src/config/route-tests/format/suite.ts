import { listOf } from '../../scenario/format/collection.ts'
import { named } from '../../scenario/format/figure.ts'
import { istioVersion } from '../../scenario/format/mesh.ts'
import { defaulted, object, optional, required } from '../../scenario/format/object.ts'
import { text, word } from '../../scenario/format/scalar.ts'
import { type Cursor, meaning, reportAt, type Shape } from '../../scenario/format/shape.ts'
import type { CoverageGoal, RouteTestSuite } from '../route-tests.ts'
import { testShape, twice } from './test.ts'
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

const tests = listOf('list of tests', testShape)

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
  tests: required(meaning(tests, checkTests), 'The tests.'),
  coverage: optional(coverage, 'What of the mesh the tests must touch.'),
} as const

function checkTests(all: NonNullable<ReturnType<typeof tests.read>>, cursor: Cursor) {
  if (all.length === 0) return reportAt(cursor, { code: 'MS4002', message: 'there is no test' }, 'key')
  for (const { name, place, first } of twice(all)) {
    const message = `another test is called ${JSON.stringify(name)}, too`
    reportAt(
      { ...cursor, source: { ...cursor.source, place } },
      { code: 'MS4003', message, help: `see line ${first.line}` },
    )
  }
  return all
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
