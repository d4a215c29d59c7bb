import { routingCallOf } from './call.ts'
import { compareCall, type Difference } from './compare.ts'
import { predictDirect } from './direct-call.ts'
import { type MeshSide, meshSide } from './mesh-side.ts'
import { type PredictedCall, withLastNames } from './nameless-connections.ts'
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
  const attempts = calls.map(call => attempt(golden, call, side))
  const predicted = withLastNames(attempts.filter(isPredicted))
  const found = new Map(predicted.map(({ call, prediction }) => [call, prediction]))
  return attempts.map(({ call, reason }) => {
    const prediction = found.get(call)
    if (!prediction) return failed(call, reason ?? '')
    return { call, differences: compareCall(call, prediction, golden.style), place: placeOf(prediction) }
  })
}

interface Attempt extends Partial<PredictedCall> {
  readonly call: RecordedCall
  /** Why there is no prediction. */
  readonly reason?: string
}

function isPredicted(attempt: Attempt): attempt is PredictedCall {
  return attempt.prediction !== undefined
}

function attempt(golden: GoldenCase, call: RecordedCall, side: MeshSide | undefined): Attempt {
  try {
    const prediction = predictionOf(golden, call, side)
    return prediction ? { call, prediction } : { call, reason: 'no such caller in the mesh' }
  } catch (error) {
    return { call, reason: String((error as Error).stack) }
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

/** Of the policy that refused, else of what was routed by. */
function placeOf({ decision, outcomes }: Prediction): string {
  const { verdict, virtualHost, connection, access } = decision
  const policy = access?.kind === 'denied' ? access.origin : outcomes.find(({ origin }) => origin)?.origin
  const routed = verdict.kind === 'route' ? verdict.route.origin : (virtualHost ?? connection.filterChain)?.origin
  const origin = policy ?? routed
  return origin && origin.place.line > 0 ? `${origin.place.file}:${origin.place.line}` : ''
}
