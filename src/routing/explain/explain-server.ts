import type { ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { Ending, HopExplanation } from '../../dataplane/explanation.ts'
import { type Pod, workloadId } from '../../dataplane/pod.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import type { Headers, Request } from '../../dataplane/request.ts'
import { offeredTls } from '../../proxy/authorize/offered-tls.ts'
import type { Arriving, ReceptionResult } from '../../proxy/authorize/reception.ts'
import { grpcStatusOfHttp, isGrpc } from '../../proxy/route/grpc.ts'
import { serverFacts } from '../golden/server-facts.ts'
import { serverSteps } from './server-steps.ts'
import type { MeshView } from './view.ts'
import type { WayOut } from './ways-out.ts'

/** The server's half of a call, once for each workload with sidecars among the endpoints of a cluster. */
export function explainServers(
  view: MeshView,
  caller: ProxyIdentity,
  ip: string,
  way: WayOut,
): readonly HopExplanation[] {
  const { side, dataPlane } = view
  const seen = new Map<string, { readonly pod: Pod; readonly host: WayOut['hosts'][number]; share: number }>()
  for (const host of way.hosts) {
    const pod = side.podOf(host.endpoint)
    if (!pod?.sidecar || view.gateways.has(workloadId(pod))) continue
    const known = seen.get(workloadId(pod))
    if (known) known.share += host.share
    else seen.set(workloadId(pod), { pod, host, share: host.share })
  }
  const { identity } = dataPlane.serverSideOf(caller)
  return [...seen.values()].flatMap(({ pod, host, share }) => {
    const arriving: Arriving = {
      sourceIp: ip,
      destinationIp: pod.ip,
      port: host.endpoint.port,
      tls: offeredTls(way.cluster, host.endpoint, way.protocol, way.request, identity),
      isSecret: way.protocol === 'tcp' && way.target.tls !== undefined,
      request: way.request,
    }
    const reception = side.receive(pod, arriving)
    if (!reception) return []
    const visit = { pod, port: arriving.port, request: arriving.request, byProxy: arriving.tls !== undefined }
    return [
      {
        at: `server, the sidecar of ${workloadId(pod)}`,
        pod: pod.name,
        share: way.share * share,
        trail: serverSteps(pod, dataPlane.serverSideOf(proxyOf(pod, 'sidecar')), arriving, reception),
        endings: [endingOf(reception.result, way.request)],
        got: { server: serverFacts(visit, reception) },
      },
    ]
  })
}

function endingOf(result: ReceptionResult, { headers }: Request): Ending {
  const refused = (text: string): Ending => ({ probability: 1, text, isFailure: true })
  switch (result.kind) {
    case 'served':
      return { probability: 1, text: 'the application gets it', isFailure: false }
    case 'requestDenied':
      return refused(`${saidTo(headers, result.denial.status)}: ${result.denial.body || result.denial.details}`)
    case 'connectionDenied':
      return refused(`the connection is closed: ${result.denial.termination || result.denial.flags.join()}`)
    case 'handshakeFailed':
      return refused(`no TLS is agreed on: ${result.reason}`)
    case 'notHttp':
      return refused('the connection is closed: this is not HTTP')
    case 'noChain':
      return refused('the connection is closed: only mesh mTLS is taken here')
  }
}

function saidTo(headers: Headers, status: number): string {
  return isGrpc(headers) ? `200 grpc ${grpcStatusOfHttp(status)}` : String(status)
}
