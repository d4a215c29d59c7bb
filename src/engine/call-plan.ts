import type { TcpTraffic } from '../config/scenario/scenario.ts'
import type { ConnectTarget } from '../dataplane/data-plane.ts'
import { forwarded, type Shapes } from './shapes.ts'

/** One call of a workload's call graph, resolved. */
export interface PlannedCall {
  /** Position among all calls of the workload: part of the hop's address. */
  readonly index: number
  readonly target: ConnectTarget
  readonly scheme: 'http' | 'https'
  readonly authority: string
  readonly path: string
  readonly method: string
  /** Tries in all, by the application itself. */
  readonly tries: number
  /** Per try; 0 = none. */
  readonly timeoutNs: number
  readonly degrades: boolean
  /** The port speaks gRPC: a POST with gRPC's content type. */
  readonly grpc?: boolean
  /** The call is a TCP connection. */
  readonly tcp?: TcpTraffic
  /** Shape of this call by the shape of the request that caused it. */
  readonly shapes: (number | undefined)[]
}

/** What a workload does after its own work: steps one after the other, the calls of a step side by side. */
export interface CallPlan {
  readonly steps: readonly (readonly PlannedCall[])[]
  readonly calls: readonly PlannedCall[]
  /** Headers passed on, lower case: what a workload does not forward is lost. */
  readonly forwardHeaders: readonly string[]
}

/** Shape of `call` when it is made on behalf of a request of shape `cause`. */
export function shapeOfCall(shapes: Shapes, plan: CallPlan, call: PlannedCall, cause: number): number {
  const known = call.shapes[cause]
  if (known !== undefined) return known
  const passedOn = forwarded(shapes.of(cause).request.headers, plan.forwardHeaders)
  const headers = call.grpc ? new Map([...passedOn, GRPC_CONTENT]) : passedOn
  const method = call.grpc ? 'POST' : call.method
  const { scheme, authority, path } = call
  const shape = shapes.intern({ method, scheme, authority, path, headers }, call.target)
  call.shapes[cause] = shape
  return shape
}

const GRPC_CONTENT: readonly [string, readonly string[]] = ['content-type', ['application/grpc']]
