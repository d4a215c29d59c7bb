import type { ForeignTests } from '../../config/route-tests/foreign/foreign-file.ts'
import type { ExplainedLine, RouteCheck, RouteTestFile } from '../../dataplane/route-test-run.ts'
import type { Place } from '../../kernel/place.ts'
import type { BoundMesh } from './bound-caller.ts'
import type { ForeignResult } from './foreign-result.ts'
import { runForeignTests } from './run-foreign.ts'

export interface ForeignOptions {
  /** Only tests whose name contains this text. */
  readonly name?: string
  /** The line of a mesh file, cut around the column; `''` if it is not known. */
  readonly lineAt: (place: Place) => string
}

/** Runs files of other tools and tells their results as route tests: a test for each of theirs, a check for each request. */
export function foreignRouteTests(
  mesh: BoundMesh,
  files: readonly ForeignTests[],
  { name = '', lineAt }: ForeignOptions,
): readonly RouteTestFile[] {
  return files.map(file => {
    const results = runForeignTests(mesh, [file]).filter(result => result.name.includes(name))
    const tests = grouped(results).map(group => ({
      name: group[0].name,
      place: group[0].place,
      checks: group.map(result => checkOf(result, group.length > 1, lineAt)),
    }))
    return { file: file.file, tests }
  })
}

/** Results of one test case follow each other; two cases of one name stand at two places. */
function grouped(results: readonly ForeignResult[]): readonly (readonly ForeignResult[])[] {
  const groups: ForeignResult[][] = []
  for (const result of results) {
    const last = groups.at(-1)
    if (last?.[0].name === result.name && isSame(last[0].place, result.place)) last.push(result)
    else groups.push([result])
  }
  return groups
}

function isSame(a: Place, b: Place): boolean {
  return a.line === b.line && a.column === b.column
}

function checkOf(result: ForeignResult, isOneOfMany: boolean, lineAt: ForeignOptions['lineAt']): RouteCheck {
  const { place, request, caller = 'nobody calls', failures, rule, differs } = result
  const lines: readonly ExplainedLine[] = rule
    ? [{ place: rule.place, text: lineAt(rule.place), words: `${rule.name} takes it`, role: 'took' }]
    : []
  return {
    title: isOneOfMany ? request : '',
    place,
    request,
    caller,
    facts: Math.max(1, failures.length),
    failures: failures.map((failure, i) => ({ ...failure, lines: i === 0 ? lines : [] })),
    ...(differs === undefined ? {} : { note: differs }),
    got: rule ? { rule: rule.name } : {},
  }
}
