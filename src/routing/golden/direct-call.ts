import type { ProxyTables } from '../../dataplane/data-plane.ts'
import type { Pod } from '../../dataplane/pod.ts'
import { type Decision, decide, type RoutingCall } from '../../proxy/route/decide.ts'
import { arrive, type Ending } from './arrival.ts'
import { routingCallOf } from './call.ts'
import { type MeshSide, proxyOf } from './mesh-side.ts'
import type { Prediction } from './predict.ts'
import type { Facts, RecordedCall } from './recording.ts'
import { ownAnswer } from './secured.ts'
import { possibleHosts } from './upstream-hosts.ts'

/** A call that an application makes itself, past any proxy: to the first pod of the Service. */
export function predictDirect(side: MeshSide, pod: Pod, recorded: RecordedCall): Prediction {
  const call = routingCallOf(recorded)
  const tables = side.dataPlane.tablesFor(proxyOf(pod, 'sidecar'))
  const { request, target } = call
  // The tables of a proxy that it might have had tell which Service is behind the address.
  const decision = decide(tables, { ...call, request: { ...request, authority: target.host } })
  const { dialled } = decision.connection
  const arrival = arrive(side, {
    ...destination(side, tables, decision, call),
    sourceIp: pod.ip,
    isSecret: target.tls !== undefined,
    request,
    sent: request,
    viaGateway: false,
  })
  const { server, upstream, ending } = arrival
  return {
    exact: {
      dialled,
      ...(server ? { server } : {}),
      ...(upstream ? { upstream } : {}),
      ...endingFacts(ending, recorded),
    },
    outcomes: [],
    decision,
  }
}

function destination(
  side: MeshSide,
  tables: ProxyTables,
  { connection, verdict, virtualHost }: Decision,
  { target }: RoutingCall,
): { readonly pod?: Pod; readonly port: number } {
  const ip = connection.dialled.slice(0, connection.dialled.lastIndexOf(':'))
  const dialledPod = side.podAt(ip)
  if (dialledPod) return { pod: dialledPod, port: target.port }
  const host =
    verdict.kind === 'tcp' ? tables.cluster(verdict.clusters[0]?.cluster ?? '')?.host : virtualHost?.name.split(':')[0]
  const cluster = tables.cluster(`outbound|${target.port}||${host}`)
  const [first] = cluster ? possibleHosts(cluster, tables.loadAssignment(cluster.name), undefined) : []
  return first ? { pod: side.podOf(first.endpoint), port: first.endpoint.port } : { port: target.port }
}

function endingFacts(ending: Ending, { request }: RecordedCall): Facts {
  switch (ending.kind) {
    case 'answered':
      return { status: 200 }
    case 'refused':
      return ownAnswer(ending, request.method)
    default:
      return { error: 'connection closed' }
  }
}
