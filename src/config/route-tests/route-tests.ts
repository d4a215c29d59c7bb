import type { Place } from '../../kernel/place.ts'
import type { IstioVersion } from '../mesh.ts'
import type { Named } from '../scenario/scenario.ts'

/** One file of route tests, as written. */
export interface RouteTestSuite {
  readonly file: string
  /** Relative to the file; absent = the mesh is given on the command line. */
  readonly mesh?: { readonly files: readonly Named[]; readonly istio?: IstioVersion }
  readonly tests: readonly RouteTest[]
  readonly coverage?: CoverageGoal
}

export interface RouteTest {
  readonly name: Named
  /** Manifests that are applied on top of the mesh for this test, relative to the file. */
  readonly given: readonly Named[]
  /** Every combination of request and case. */
  readonly checks: readonly PlannedCheck[]
}

/** One request, and what is expected of it. */
export interface PlannedCheck {
  /** What tells it from others of the test: no two have the same; `''` = it is the only one. */
  readonly title: string
  /** Of the expectation. */
  readonly place: Place
  readonly from?: CallerSpec
  readonly request: RequestSpec
  readonly expect: Expectation
}

export interface CallerSpec {
  readonly place: Place
  readonly workload?: string
  /** Service of a gateway, or a Gateway resource. */
  readonly gateway?: string
  readonly namespace?: string
  readonly zone?: string
  readonly port?: number
  readonly tls?: boolean
}

export interface RequestSpec {
  /** Value of Host, with its port if it has one. */
  readonly host: string
  readonly path: string
  readonly method: string
  /** Lower-case names; every value is a line of its own. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  /** As the scheme of a URL says; absent = a host was written. A caller that is named has it in its `tls`, too. */
  readonly tls?: boolean
}

/** Facts that must be so; what is absent is not looked at. Percentages are percent, times nanoseconds. */
export interface Expectation {
  readonly to?: string
  readonly subset?: string
  readonly port?: number
  readonly weight?: number
  /** By subset, host or `host/subset`; sums to 100. */
  readonly split?: Readonly<Record<string, number>>
  readonly endpoints?: Comparison
  readonly status?: number
  readonly noRoute?: number
  readonly redirect?: { readonly to?: string; readonly code?: number }
  readonly rewrite?: { readonly path?: string; readonly host?: string }
  readonly headers?: { readonly request?: HeaderExpectation; readonly response?: HeaderExpectation }
  readonly timeoutNs?: number | 'none'
  readonly retries?: RetryExpectation | 'none'
  readonly fault?: FaultExpectation | 'none'
  readonly mirror?: readonly MirrorExpectation[] | 'none'
  readonly mtls?: string
  readonly lb?: string
  readonly hashKey?: string
  readonly rule?: string
  readonly delegate?: string
  readonly limits?: Readonly<Record<string, number>>
  readonly locality?: { readonly failover?: boolean; readonly distribute?: boolean; readonly because?: string }
  readonly authorization?: {
    readonly verdict: 'allowed' | 'denied'
    readonly policy?: string
    readonly status?: number
  }
  /** Everything that is known is kept in a file and compared with it the next time. */
  readonly snapshot?: boolean
  /** None of these may be so. */
  readonly not?: Expectation
}

export interface Comparison {
  readonly operator: '=' | '>=' | '<=' | '>' | '<'
  readonly value: number
}

export interface HeaderExpectation {
  readonly set?: Readonly<Record<string, string>>
  readonly add?: Readonly<Record<string, string>>
  readonly remove?: readonly string[]
}

export interface RetryExpectation {
  readonly attempts?: number
  /** Conditions or statuses among those retried. */
  readonly on?: readonly string[]
  /** Conditions or statuses that must not be retried. */
  readonly not?: readonly string[]
  readonly perTryNs?: number | 'none'
}

export interface FaultExpectation {
  readonly abort?: number
  readonly delayNs?: number
  /** Of whichever is expected. */
  readonly percent?: number
}

export interface MirrorExpectation {
  readonly to: string
  readonly subset?: string
  readonly percent?: number
}

/** Percent of each that tests must touch, and names (globs) that do not count. */
export interface CoverageGoal {
  readonly routes?: number
  readonly matches?: number
  readonly subsets?: number
  readonly destinations?: number
  readonly exclude: readonly string[]
}
