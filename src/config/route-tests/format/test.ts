import type { Place } from '../../../kernel/place.ts'
import { listOf } from '../../scenario/format/collection.ts'
import { named } from '../../scenario/format/figure.ts'
import { object, optional, required } from '../../scenario/format/object.ts'
import { childOf, hasKey, meaning, reportAt, type Shape } from '../../scenario/format/shape.ts'
import { combine, type Draft } from '../combine.ts'
import type { PlannedCheck, RouteTest } from '../route-tests.ts'
import { expectation } from './expect.ts'
import { callerShape, requestShape } from './request.ts'
import { severalOf } from './value.ts'

const CASE = {
  from: optional(callerShape, 'Who sends the request. Default: the gateway that serves the host, else any sidecar.', {
    example: { workload: 'productpage-v1' },
  }),
  request: optional(requestShape, 'The request; lists multiply.', { example: { host: 'reviews', path: ['/a', '/b'] } }),
  expect: optional(expectation, 'What must be so.', { example: { to: 'reviews', subset: 'v2' } }),
} as const

/** A case says only what is other than in its test. */
const caseShape: Shape<Draft> = meaning(object('case', CASE), ({ from, request, expect }, cursor) => ({
  ...(from === undefined ? {} : { from }),
  ...(request === undefined ? {} : { request }),
  ...(expect === undefined ? {} : { expect }),
  place: hasKey(cursor, 'expect') ? childOf(cursor, 'expect').source.place : cursor.source.place,
}))

export const testShape: Shape<RouteTest> = meaning(
  object('test', {
    name: required(named('name'), 'What the test shows; no other test of the file has it.', {
      example: 'jason sees v2, everyone else v1',
    }),
    given: optional(
      severalOf('file', named('file')),
      'Manifests that are applied on top of the mesh, for this test only; relative to the file.',
    ),
    ...CASE,
    cases: optional(
      listOf('list of cases, at least one', caseShape, 1),
      'The same test with other requests and expectations.',
    ),
  }),
  ({ name, given, from, request, expect, cases }, cursor) => {
    const own: Draft = {
      place: hasKey(cursor, 'expect') ? childOf(cursor, 'expect').source.place : name.place,
      ...(from === undefined ? {} : { from }),
      ...(request === undefined ? {} : { request }),
      ...(expect === undefined ? {} : { expect }),
    }
    const drafts = cases === undefined ? [own] : cases.map(each => inherited(own, each))
    const checks = drafts.map(draft => checksOf(draft))
    const problem = checks.find(found => typeof found === 'string')
    if (typeof problem === 'string') return reportAt(cursor, { code: 'MS4006', message: problem })
    return { name, given: given ?? [], checks: checks.flatMap(found => (typeof found === 'string' ? [] : found)) }
  },
)

function inherited(test: Draft, { place, from, request, expect }: Draft): Draft {
  const caller = from ?? test.from
  return {
    place,
    ...(caller === undefined ? {} : { from: caller }),
    request: {
      ...test.request,
      ...request,
      headers: new Map([...(test.request?.headers ?? []), ...(request?.headers ?? [])]),
    },
    expect: { ...test.expect, ...expect },
  }
}

function checksOf(draft: Draft): readonly PlannedCheck[] | string {
  if (draft.request?.host === undefined) return 'names no host: request: { host: reviews } or { url: ... } is missing'
  if (draft.expect === undefined || Object.keys(draft.expect).length === 0) return 'expects nothing'
  return combine({ ...draft, request: { ...draft.request, host: draft.request.host }, expect: draft.expect })
}

/** Tests of one name can't be told apart, in reports and by --name. */
export function twice(
  tests: readonly RouteTest[],
): readonly { readonly name: string; readonly place: Place; readonly first: Place }[] {
  const first = new Map<string, Place>()
  return tests.flatMap(({ name: { name, place } }) => {
    const known = first.get(name)
    if (known === undefined) first.set(name, place)
    return known === undefined ? [] : [{ name, place, first: known }]
  })
}
