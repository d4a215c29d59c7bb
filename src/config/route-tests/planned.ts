import type { Cursor } from '../scenario/format/shape.ts'
import type { RouteTestCode } from './codes.ts'
import { contradictions, expectsSomething } from './contradictions.ts'
import { type Draft, placeOf } from './draft.ts'
import type { RequestLists } from './format/request.ts'
import type { CallerSpec, PlannedCheck } from './route-tests.ts'

/** What is wrong with a test or a case as a whole. */
export interface Problem {
  readonly at: Cursor
  readonly which?: 'key' | 'value'
  readonly code: RouteTestCode | 'MS3002' | 'MS3015'
  readonly message: string
  readonly help?: string
}

export type UntitledCheck = Omit<PlannedCheck, 'title'>

export interface Planned {
  readonly checks: readonly UntitledCheck[]
  readonly problems: readonly Problem[]
}

/** The checks of one case, or why it has none. */
export function plannedChecks(draft: Draft): Planned {
  const problems = problemsOf(draft)
  const { request, expect = {} } = draft
  const host = request?.host
  if (problems.length > 0 || request === undefined || host === undefined) return { checks: [], problems }
  const place = (placeOf(draft, ['expect']) ?? draft.levels[0]).source.place
  const from = draft.from && withTls(draft.from, request.tls)
  const checks = combinations({ ...request, host }).map(one => ({
    place,
    ...(from === undefined ? {} : { from }),
    request: one,
    expect,
  }))
  return { checks, problems: [] }
}

function problemsOf(draft: Draft): readonly Problem[] {
  const { request, from, expect } = draft
  const [innermost] = draft.levels
  const problems: Problem[] = []
  if (request?.host === undefined) {
    const at = placeOf(draft, ['request']) ?? innermost
    const help = 'for example request: { host: reviews, path: /reviews/0 }'
    problems.push({ at, which: 'key', code: 'MS3002', message: 'the request has no host and no url', help })
  }
  if (expect === undefined || !expectsSomething(expect)) {
    const at = placeOf(draft, ['expect']) ?? innermost
    const help = 'for example expect: { to: reviews }'
    problems.push({ at, which: 'key', code: 'MS4006', message: 'expects nothing', help })
  }
  const tls = request?.tls
  if (tls !== undefined && from?.tls !== undefined && tls !== from.tls) {
    const at = placeOf(draft, ['request', 'url']) ?? innermost
    problems.push({ at, code: 'MS3015', message: `${tls ? 'https' : 'http'}:// contradicts tls: ${from.tls} of from` })
  }
  for (const { path, ...what } of contradictions(expect ?? {})) {
    problems.push({ at: placeOf(draft, ['expect', ...path]) ?? innermost, which: 'key', code: 'MS4005', ...what })
  }
  return problems
}

function withTls(from: CallerSpec, tls: boolean | undefined): CallerSpec {
  return tls === undefined ? from : { ...from, tls }
}

/** Value of a header that is not sent. */
const ABSENT = 'absent'

/** A request for every combination of hosts, paths, methods and header values, the last one turning fastest. */
function combinations({
  host,
  path = ['/'],
  method = ['GET'],
  headers,
  tls,
}: RequestLists & { readonly host: readonly string[] }): readonly PlannedCheck['request'][] {
  const names = [...headers.keys()]
  return product([host, path, method, ...headers.values()]).map(([oneHost, onePath, oneMethod, ...values]) => ({
    host: oneHost,
    path: onePath,
    method: oneMethod,
    headers: new Map(names.flatMap((name, i) => (values[i] === ABSENT ? [] : [[name, [values[i]]] as const]))),
    ...(tls === undefined ? {} : { tls }),
  }))
}

function product(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return lists.reduce<readonly (readonly string[])[]>(
    (made, list) => made.flatMap(before => list.map(value => [...before, value])),
    [[]],
  )
}
