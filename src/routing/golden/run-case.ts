import { routingCallOf } from './call.ts'
import { compareCall, type Difference } from './compare.ts'
import { predictDirect } from './direct-call.ts'
import { type MeshSide, meshSide } from './mesh-side.ts'
import { callerOf, type GoldenCase, openCase } from './open-case.ts'
import { type Prediction, predict } from './predict.ts'
import type { CaseFiles, RecordedCall } from './recording.ts'
import { predictSecured } from './secured-case.ts'
import { verifyTokens } from './security-set.ts'

export interface CallResult {
  readonly call: RecordedCall
  /** Empty = meshsim agrees. */
  readonly differences: readonly Difference[]
  /** `file:line` of the YAML that decided, where any did. */
  readonly place: string
}

/** All calls of a case. `initHash()` must have ended. A fault of the program counts against the call, not the run. */
export async function runCase(files: CaseFiles): Promise<readonly CallResult[]> {
  const golden = openCase(files)
  const { dataPlane, isSecured, calls } = golden
  const side = isSecured ? meshSide(dataPlane, await verifyTokens(dataPlane, calls)) : undefined
  return calls.map(call => runCall(golden, call, side))
}

function runCall(golden: GoldenCase, call: RecordedCall, side: MeshSide | undefined): CallResult {
  try {
    const prediction = predictionOf(golden, call, side)
    if (!prediction) return failed(call, 'no such caller in the mesh')
    return { call, differences: compareCall(call, prediction, golden.style), place: placeOf(prediction) }
  } catch (error) {
    return failed(call, String((error as Error).stack))
  }
}

function predictionOf(golden: GoldenCase, call: RecordedCall, side: MeshSide | undefined): Prediction | undefined {
  const { dataPlane, style } = golden
  const caller = callerOf(golden, call.from)
  if (!caller) return undefined
  if (!side) return predict(dataPlane.tablesFor(caller), routingCallOf(call), style)
  const pod = dataPlane.pods.find(({ name, namespace }) => name === caller.name && namespace === caller.namespace)
  if (call.from.sidecar === false) return pod && predictDirect(side, pod, call)
  return predictSecured(side, caller, call, style)
}

function failed(call: RecordedCall, reason: string): CallResult {
  return { call, differences: [{ field: 'call', recorded: 'an answer', meshsim: reason }], place: '' }
}

function placeOf({ decision }: Prediction): string {
  const { verdict, virtualHost, connection } = decision
  const origin = verdict.kind === 'route' ? verdict.route.origin : (virtualHost ?? connection.filterChain)?.origin
  return origin && origin.place.line > 0 ? `${origin.place.file}:${origin.place.line}` : ''
}
