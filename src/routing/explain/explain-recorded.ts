import type { ConnectTarget } from '../../dataplane/data-plane.ts'
import type { HopExplanation } from '../../dataplane/explanation.ts'
import { type Pod, podId, workloadId } from '../../dataplane/pod.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import type { Request } from '../../dataplane/request.ts'
import type { AttemptRecord } from '../../measure/attempt-record.ts'
import type { RoutingCall } from '../../proxy/route/decide.ts'
import { type ExplainedHop, explainHop } from './explain-hop.ts'
import type { MeshView } from './view.ts'
import type { Arrival } from './ways-out.ts'

/** One call of a recorded request: its tries, and why its proxy sent it there. */
export interface RecordedHop {
  readonly hop: number
  /** Calls that led to it: 0 for the client's own. */
  readonly depth: number
  readonly attempts: readonly AttemptRecord[]
  /** A mirrored copy: nobody waits for its answer. */
  readonly isCopy: boolean
  /** Absent where no proxy decided, or the scenario does not tell what was called. */
  readonly explained?: HopExplanation
}

/** How a recorded request began, and what workloads call. */
export interface RecordedBeginning {
  /** As if it came to the first proxy directly. */
  readonly call: RoutingCall
  readonly pod: Pod
  callOf(workload: string, index: number, served: Request): Omit<RoutingCall, 'gateway'> | undefined
}

const FAN_OUT = 256
/** Position among a caller's calls that mirrored copies have. */
const COPIES = 63

/** Parent first, then its calls in their order; addresses are those of the run (hop = parent * 256 + position). */
export function recordedHops(records: readonly AttemptRecord[]): readonly RecordedHop[] {
  const byHop = new Map<number, AttemptRecord[]>()
  for (const record of records) byHop.set(record.hop, [...(byHop.get(record.hop) ?? []), record])
  const below = (parent: number | undefined) =>
    [...byHop.keys()].filter(hop => parentOf(hop, byHop) === parent).sort((a, b) => a - b)
  const walk = (hop: number, depth: number): RecordedHop[] => {
    const attempts = [...(byHop.get(hop) ?? [])].sort((a, b) => a.attempt - b.attempt)
    const isCopy = hop > 0 && positionOf(hop) === COPIES
    return [{ hop, depth, attempts, isCopy }, ...below(hop).flatMap(child => walk(child, depth + 1))]
  }
  return below(undefined).flatMap(hop => walk(hop, 0))
}

/** Very deep addresses are folded, and a call may still be under way when the run ends: such hops stand by themselves. */
function parentOf(hop: number, known: ReadonlyMap<number, unknown>): number | undefined {
  const parent = Math.floor(hop / FAN_OUT)
  return hop > 0 && known.has(parent) ? parent : undefined
}

function positionOf(hop: number): number {
  return Math.floor(((hop % FAN_OUT) - 1) / 4)
}

/** The same hops with the decision of every proxy, as far as it can be followed. `initHash()` must have ended. */
export function explainRecorded(
  view: MeshView,
  hops: readonly RecordedHop[],
  beginning: RecordedBeginning,
): readonly RecordedHop[] {
  const sent = new Map<number, Arrival>()
  return hops.map(hop => {
    const arrival = arrivalOf(hop, hops, sent, view, beginning)
    if (!arrival) return hop
    const last = hop.attempts[hop.attempts.length - 1]
    if (last.proxy === 'client') {
      sent.set(hop.hop, arrival)
      return hop
    }
    const explained = explainHop(view, arrival.proxy, arrival.call, 1)
    sent.set(hop.hop, { ...arrival, call: { ...arrival.call, ...servedBy(view, arrival, explained, last) } })
    return { ...hop, explained: explained.hop }
  })
}

/** The proxy and the request of a hop: the client's own, what a gateway passes on, or a call of the server above. */
function arrivalOf(
  { hop, attempts, isCopy }: RecordedHop,
  hops: readonly RecordedHop[],
  sent: ReadonlyMap<number, Arrival>,
  view: MeshView,
  beginning: RecordedBeginning,
): Arrival | undefined {
  const [{ proxy }] = attempts
  if (hop === 0) {
    const pod = podNamed(view, proxy, workloadId(beginning.pod)) ?? beginning.pod
    return arrivalAt(pod, beginning.call)
  }
  const parent = hops.find(each => each.hop === Math.floor(hop / FAN_OUT))
  const above = parent && sent.get(parent.hop)
  const server = parent?.attempts[parent.attempts.length - 1].workload
  const pod = server && podNamed(view, proxy, server)
  if (!above || !pod || isCopy) return undefined
  if (view.gateways.has(server)) return arrivalAt(pod, { ...above.call, gateway: true })
  const call = beginning.callOf(server, positionOf(hop), above.call.request)
  return call && arrivalAt(pod, { ...call, gateway: false })
}

function arrivalAt(pod: Pod, call: RoutingCall): Arrival {
  return { proxy: proxyOf(pod, call.gateway ? 'gateway' : 'sidecar'), call, share: 1 }
}

/** A pod that only came during the run stands for its workload. */
function podNamed({ dataPlane: { pods } }: MeshView, name: string, workload: string): Pod | undefined {
  const own = pods.filter(pod => workloadId(pod) === workload)
  return own.find(pod => pod.name === name) ?? own[0]
}

/** The request as it came to the pod that answered, and the port that it came to. */
function servedBy(
  view: MeshView,
  { call }: Arrival,
  explained: ExplainedHop,
  { pod, workload }: AttemptRecord,
): { readonly request: Request; readonly target: ConnectTarget } {
  const answered = view.dataPlane.pods.find(each => each.name === pod && workloadId(each) === workload)
  const id = answered && podId(answered)
  return explained.ways.find(({ pods }) => id !== undefined && pods.has(id)) ?? explained.ways[0] ?? call
}
