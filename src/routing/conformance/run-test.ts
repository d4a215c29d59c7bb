import { answersTo } from './answer.ts'
import { type Difference, differences } from './compare.ts'
import { type Entrance, entrances } from './entrance.ts'
import { asHttp } from './grpc-case.ts'
import type { OpenTest } from './open-test.ts'
import type { SuiteCase, SuiteTest } from './suite.ts'

/** How a test of the suite ended. */
export interface TestReport {
  readonly held: number
  readonly assertions: number
  /** A block of text for each assertion that does not hold. */
  readonly failures: readonly string[]
}

/** An assertion holds if, by one of the ways in, every ending that a request can have is as the suite wants it. */
export function runTest(suiteTest: SuiteTest, test: OpenTest): TestReport {
  const ways = entrances(test, suiteTest.features)
  const failures = suiteTest.cases.flatMap(wanted => failureOf(suiteTest, asHttp(wanted), test, ways) ?? [])
  const assertions = suiteTest.cases.length
  return { held: assertions - failures.length, assertions, failures }
}

function failureOf(
  { test: name }: SuiteTest,
  wanted: SuiteCase,
  test: OpenTest,
  ways: readonly Entrance[],
): string | undefined {
  const found = ways.map(entrance => ({ entrance, differences: differencesAt(test, entrance, wanted) }))
  if (found.some(way => way.differences.length === 0)) return undefined
  const { Method = 'GET', Path = '/', Host, Headers = {} } = wanted.Request
  const headers = Object.entries(Headers).map(([header, value]) => ` -H ${header}:${value}`)
  const title = `${name}: ${Method} ${Host ?? ''}${Path}${headers.join('')}`
  // The way in that comes nearest says most.
  const [nearest] = [...found].sort((a, b) => a.differences.length - b.differences.length)
  if (!nearest) return `${title}\n  no way in: the test's routes name no Gateway of the manifests`
  const { proxy, scheme, port } = nearest.entrance
  const lines = nearest.differences.map(
    ({ what, wanted: want, got }) => `  ${what}\n    wanted ${want}\n    got    ${got}`,
  )
  return [`${title}  (${scheme} to ${proxy.namespace}/${proxy.workload}:${port})`, ...lines].join('\n')
}

function differencesAt(test: OpenTest, entrance: Entrance, wanted: SuiteCase): readonly Difference[] {
  const answers = answersTo(test, entrance, wanted)
  if (answers.length === 0) return [{ what: 'answer', wanted: 'one', got: 'none: connection refused or closed' }]
  return answers.map(answer => differences(wanted, answer)).find(({ length }) => length > 0) ?? []
}
