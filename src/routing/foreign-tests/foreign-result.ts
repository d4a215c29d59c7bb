import type { Place } from '../../kernel/place.ts'

/** How one test of another tool's file ended: at least one for each test case of the file. */
export interface ForeignResult {
  readonly name: string
  readonly place: Place
  readonly passed: boolean
  /** `METHOD authority path`, as it was asked. */
  readonly request: string
  /** Who called: `gateway istio-system/istio-ingressgateway:80`; absent where nobody could. */
  readonly caller?: string
  /** One line for each comparison that failed. */
  readonly failures: readonly ForeignFailure[]
  /** The rule that took the request, `VirtualService/default/reviews#0`, and where it stands. */
  readonly rule?: { readonly name: string; readonly place: Place }
  /** Why the older tool would have said something else; absent where it agrees. */
  readonly differs?: string
}

export interface ForeignFailure {
  readonly what: string
  readonly expected: string
  readonly got: string
}
