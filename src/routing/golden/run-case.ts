import { routingCallOf } from './call.ts'
import { compareCall, type Difference } from './compare.ts'
import { callerOf, type GoldenCase, openCase } from './open-case.ts'
import { type Prediction, predict } from './predict.ts'
import type { CaseFiles, RecordedCall } from './recording.ts'

export interface CallResult {
  readonly call: RecordedCall
  /** Empty = meshsim agrees. */
  readonly differences: readonly Difference[]
  /** `file:line` of the YAML that decided, where any did. */
  readonly place: string
}

/** All calls of a case. `initHash()` must have ended. A fault of the program counts against the call, not the run. */
export function runCase(files: CaseFiles): readonly CallResult[] {
  const golden = openCase(files)
  return golden.calls.map(call => runCall(golden, call))
}

function runCall(golden: GoldenCase, call: RecordedCall): CallResult {
  try {
    const caller = callerOf(golden, call.from)
    if (!caller) return failed(call, 'no such caller in the mesh')
    const prediction = predict(golden.dataPlane.tablesFor(caller), routingCallOf(call), golden.style)
    return { call, differences: compareCall(call, prediction, golden.style), place: placeOf(prediction) }
  } catch (error) {
    return failed(call, String((error as Error).stack))
  }
}

function failed(call: RecordedCall, reason: string): CallResult {
  return { call, differences: [{ field: 'call', recorded: 'an answer', meshsim: reason }], place: '' }
}

function placeOf({ decision }: Prediction): string {
  const { verdict, virtualHost, connection } = decision
  const origin = verdict.kind === 'route' ? verdict.route.origin : (virtualHost ?? connection.filterChain)?.origin
  return origin && origin.place.line > 0 ? `${origin.place.file}:${origin.place.line}` : ''
}
