import { type Cursor, childOf, hasKey } from '../scenario/format/shape.ts'
import type { RequestLists } from './format/request.ts'
import type { CallerSpec, Expectation } from './route-tests.ts'

/** A test or a case of one, before its lists are multiplied. */
export interface Draft {
  /** Where it stands, the innermost first: a case before its test. */
  readonly levels: readonly Cursor[]
  readonly from?: CallerSpec
  readonly request?: RequestLists
  readonly expect?: Expectation
}

/**
 * A case with all that it does not say itself. A caller is taken as a whole; of request, its headers, expect and its `not`
 * each key by itself.
 */
export function inherited(test: Draft, own: Draft): Draft {
  const from = own.from ?? test.from
  const expect = mergedExpectation(test.expect, own.expect)
  return {
    levels: [...own.levels, ...test.levels],
    ...(from === undefined ? {} : { from }),
    request: {
      ...test.request,
      ...own.request,
      headers: new Map([...(test.request?.headers ?? []), ...(own.request?.headers ?? [])]),
    },
    ...(expect === undefined ? {} : { expect }),
  }
}

function mergedExpectation(test: Expectation | undefined, own: Expectation | undefined): Expectation | undefined {
  if (test === undefined || own === undefined) return own ?? test
  const not = test.not && own.not ? { ...test.not, ...own.not } : (own.not ?? test.not)
  return { ...test, ...own, ...(not === undefined ? {} : { not }) }
}

/** The innermost place that says it; nothing if none does. */
export function placeOf({ levels }: Draft, path: readonly string[]): Cursor | undefined {
  for (const level of levels) {
    const found = path.reduce<Cursor | undefined>(
      (at, key) => (at && hasKey(at, key) ? childOf(at, key) : undefined),
      level,
    )
    if (found) return found
  }
  return undefined
}
