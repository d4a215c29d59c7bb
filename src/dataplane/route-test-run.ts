import type { Place } from '../kernel/place.ts'

/** What came of a run of route tests: exact facts, nothing is drawn. */
export interface RouteTestRun {
  readonly files: readonly RouteTestFile[]
  /** What the mesh files lack and was assumed, one sentence each. */
  readonly assumed: readonly string[]
  /** Absent where only tests of other formats ran. */
  readonly coverage?: RouteCoverage
}

export interface RouteTestFile {
  readonly file: string
  readonly tests: readonly RouteTestResult[]
}

/** One named test: a check for each of its requests and cases, in the order of the file. */
export interface RouteTestResult {
  readonly name: string
  readonly place: Place
  readonly checks: readonly RouteCheck[]
}

/** One request, and what was expected of it. */
export interface RouteCheck {
  /** What tells it from the other checks of its test: `end-user: jason`, `/login`; `''` where it is the only one. */
  readonly title: string
  /** Of the expectation. */
  readonly place: Place
  /** `GET http://reviews/reviews/0`. */
  readonly request: string
  /** `sidecar of default/productpage-v1`, `gateway istio-system/istio-ingressgateway:80`. */
  readonly caller: string
  /** How many facts were compared, failed ones included. */
  readonly facts: number
  /** Empty = passed. */
  readonly failures: readonly RouteFailure[]
  /** Where the tool that the test was written for would have said something else: why. */
  readonly note?: string
  /** Everything that the mesh said, by the keys of expectations: what snapshots keep. */
  readonly got: Readonly<Record<string, unknown>>
}

export interface RouteFailure {
  /** Key of the expectation: `to`, `timeout`. */
  readonly what: string
  readonly expected: string
  readonly got: string
  /** Lines of the mesh that explain it, the decisive one first. */
  readonly lines: readonly ExplainedLine[]
  readonly help?: string
  /** Code whose page says more: `MS2104`. */
  readonly code?: string
}

/** One line of YAML, and what it has to do with the failure. */
export interface ExplainedLine {
  readonly place: Place
  /** The line itself, cut around the column; `''` where the file has none. */
  readonly text: string
  /** `no match clause: takes every request`. */
  readonly words: string
  /** `took` the request, or was `passed` over, or `never` reached. */
  readonly role: 'took' | 'passed' | 'never'
}

/** What of the mesh the tests have touched. */
export interface RouteCoverage {
  readonly routes: CoverageCount
  readonly matches: CoverageCount
  readonly subsets: CoverageCount
  readonly destinations: CoverageCount
}

export interface CoverageCount {
  readonly touched: readonly CoverageItem[]
  /** What no test touches. */
  readonly missing: readonly CoverageItem[]
}

/** Something of the mesh that tests can touch: `VirtualService/default/ratings#0`. */
export interface CoverageItem {
  readonly name: string
  readonly place: Place
}
