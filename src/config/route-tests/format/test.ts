import { listOf } from '../../scenario/format/collection.ts'
import { named } from '../../scenario/format/figure.ts'
import { object, optional, required } from '../../scenario/format/object.ts'
import { meaning, reportAt, type Shape } from '../../scenario/format/shape.ts'
import { type Draft, inherited } from '../draft.ts'
import { plannedChecks } from '../planned.ts'
import type { RouteTest } from '../route-tests.ts'
import { titled } from '../titles.ts'
import { distinct } from './distinct.ts'
import { expectation } from './expect.ts'
import { callerShape, requestShape } from './request.ts'
import { severalOf, shown } from './value.ts'

const CASE = {
  from: optional(callerShape, 'Who sends the request. Default: the gateway that serves the host, else any sidecar.', {
    example: { workload: 'productpage-v1' },
  }),
  request: optional(requestShape, 'The request; lists multiply.', { example: { host: 'reviews', path: ['/a', '/b'] } }),
  expect: optional(expectation, 'What must be so.', { example: { to: 'reviews', subset: 'v2' } }),
} as const

/** A case says only what is other than in its test. */
const caseShape: Shape<Draft> = meaning(object('case', CASE), (fields, cursor) => ({
  ...shown(fields),
  levels: [cursor],
}))

export const testShape: Shape<RouteTest> = meaning(
  object('test', {
    name: required(named('name'), 'What the test shows; no other test of the file has it.', {
      example: 'jason sees v2, everyone else v1',
    }),
    given: optional(
      distinct(severalOf('file', named('file'))),
      'Manifests that are applied on top of the mesh, for this test only; relative to the file.',
      { example: ['overlays/canary.yaml'] },
    ),
    ...CASE,
    cases: optional(
      listOf('list of cases, at least one', caseShape, 1),
      'The same test with other requests and expectations: each says what is other, key by key of request, its headers, ' +
        'expect and its not.',
      { example: [{ request: { headers: { 'end-user': 'jason' } }, expect: { subset: 'v2' } }] },
    ),
  }),
  ({ name, given = [], from, request, expect, cases }, cursor) => {
    const own: Draft = { ...shown({ from, request, expect }), levels: [cursor] }
    const drafts = cases === undefined ? [own] : cases.map(each => inherited(own, each))
    const planned = drafts.map(plannedChecks)
    const problems = planned.flatMap(each => each.problems)
    // What a test says wrong its cases inherit: it is told once.
    const keys = problems.map(({ at, message }) => `${at.path} ${message}`)
    for (const [index, { at, which, ...what }] of problems.entries()) {
      if (keys.indexOf(keys[index]) === index) reportAt(at, what, which)
    }
    return problems.length > 0 ? undefined : { name, given, checks: titled(planned.map(({ checks }) => checks)) }
  },
)
