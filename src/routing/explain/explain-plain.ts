import type { ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { Ending } from '../../dataplane/explanation.ts'
import type { RoutingCall } from '../../proxy/route/decide.ts'
import { possibleHosts } from '../golden/upstream-hosts.ts'
import { connectionSteps } from './connection-steps.ts'
import { endpointSteps } from './endpoint-steps.ts'
import type { ExplainedHop } from './explain-hop.ts'
import { step } from './step.ts'
import { addressOf, type MeshView } from './view.ts'
import type { WayOut } from './ways-out.ts'

/**
 * A caller without a sidecar: Kubernetes sends the connection to any ready pod of the Service, in plain text, and no
 * VirtualService or DestinationRule has a say.
 */
export function explainPlain(view: MeshView, caller: ProxyIdentity, call: RoutingCall): ExplainedHop {
  const tables = view.dataPlane.tablesFor(caller)
  const { dialled } = tables.connect(call.target)
  const address = dialled.slice(0, dialled.lastIndexOf(':'))
  const service = view.registry.seenFrom(caller.cluster).services.find(({ addresses }) => addresses.includes(address))
  const found = service && tables.cluster(`outbound|${call.target.port}||${service.hostname}`)
  const cluster = found && {
    ...found,
    balancer: { kind: 'RANDOM' as const },
    localityWeighted: false,
    tls: { mode: 'none' as const },
  }
  // Kubernetes knows no priorities.
  const localities = (cluster && tables.loadAssignment(cluster.name)?.localities) ?? []
  const assignment = { cluster: cluster?.name ?? '', localities: localities.map(each => ({ ...each, priority: 0 })) }
  const hosts = cluster ? possibleHosts(cluster, assignment, undefined) : []
  const ways: readonly WayOut[] = cluster
    ? [
        {
          share: 1,
          cluster,
          protocol: 'http',
          hosts,
          pods: new Set(hosts.map(({ endpoint }) => endpoint.pod)),
          request: call.request,
          target: call.target,
        },
      ]
    : []
  const isKnown = service !== undefined
  const isEmpty = isKnown && hosts.length === 0
  const ending: Ending = {
    probability: 1,
    text: isEmpty ? 'connection refused: the Service has no ready pod' : 'the answer of the pod, or of its sidecar',
    isFailure: isEmpty,
  }
  return {
    ways,
    ip: addressOf(view, caller),
    hop: {
      at: `pod without a sidecar, of ${caller.namespace}/${caller.workload}`,
      pod: caller.name,
      share: 1,
      trail: [
        ...connectionSteps(view, caller, call.target, { dialled }),
        step(
          'no proxy',
          'no VirtualService and no DestinationRule counts: Kubernetes picks a ready pod of the Service',
        ),
        ...(cluster ? endpointSteps(cluster, assignment) : []),
      ],
      endings: [ending],
      got: { dialled },
    },
  }
}
