import type { ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { HopExplanation, Step } from '../../dataplane/explanation.ts'
import { UNKNOWN_CLIENT } from '../../proxy/authorize/client-address.ts'
import { type Decision, decide, type RoutingCall } from '../../proxy/route/decide.ts'
import { type Prediction, predict } from '../golden/predict.ts'
import { admitted } from '../golden/secured-case.ts'
import { connectionSteps } from './connection-steps.ts'
import { destinationSteps } from './destination-steps.ts'
import { endingsOf } from './endings.ts'
import { gotOf } from './got.ts'
import { hintSteps } from './hint-steps.ts'
import { leftOutSteps } from './left-out.ts'
import { podStyle } from './pod-style.ts'
import { routeSteps } from './route-steps.ts'
import { ruleSteps, tableSteps } from './rule-steps.ts'
import { step } from './step.ts'
import { addressOf, type MeshView } from './view.ts'
import { gatewayAmong, type WayOut, waysOut } from './ways-out.ts'

/** What one proxy does with a request, and where that leads. */
export interface ExplainedHop {
  readonly hop: HopExplanation
  readonly ways: readonly WayOut[]
  /** Address of the proxy's pod. */
  readonly ip: string
}

/** `initHash()` must have ended. */
export function explainHop(view: MeshView, proxy: ProxyIdentity, bare: RoutingCall, share: number): ExplainedHop {
  const tables = view.dataPlane.tablesFor(proxy)
  const ip = addressOf(view, proxy)
  const call = admitted(view.side, proxy, ip, bare, UNKNOWN_CLIENT)
  const ways = waysOut(view, proxy, call, decide(tables, call))
  const goesOn = ways.some(way => gatewayAmong(view, way) !== undefined)
  // What a gateway makes of a request is explained by itself.
  const prediction = predict(tables, call, podStyle, goesOn ? undefined : { side: view.side, proxy, ip })
  const { decision } = prediction
  const { verdict, connection } = decision
  const trail: readonly Step[] = [
    ...connectionSteps(view, proxy, call.target, connection),
    ...tableSteps(decision),
    ...hintSteps(view, proxy, decision),
    ...receivedSteps(prediction, call),
    ...accessSteps(view, proxy, decision),
    ...leftOutSteps(view.mesh, proxy, decision),
    ...ruleSteps(view.mesh, decision),
    ...(verdict.kind === 'tlsRedirect'
      ? [step('tls', 'the virtual host demands https', decision.virtualHost?.origin)]
      : []),
    ...(verdict.kind === 'route' ? routeSteps(view.mesh, verdict.route) : []),
    ...destinationSteps(view, tables, clustersOf(prediction)),
  ]
  return {
    ways,
    ip,
    hop: {
      at: `${proxy.kind === 'gateway' ? 'gateway' : 'sidecar of'} ${proxy.namespace}/${proxy.workload}`,
      pod: proxy.name,
      share,
      trail,
      endings: endingsOf(prediction),
      got: gotOf(prediction),
    },
  }
}

/** What the policies of a gateway say: to a request before it is routed, to a connection at its first byte. */
function accessSteps(view: MeshView, proxy: ProxyIdentity, decision: Decision): readonly Step[] {
  const { dataPlane } = view
  const { access, denial, verdict } = decision
  if (verdict.kind === 'tcp') {
    if (!verdict.filter.policies || dataPlane.serverSideOf(proxy).networkFilters.length === 0) return []
    if (!denial) return [step('policies', 'let the connection pass')]
    return [
      {
        ...step(
          'policies',
          `end the connection at its first byte (${denial.termination || denial.flags.join()})`,
          denial.origin,
        ),
        mark: 'passed',
      },
    ]
  }
  if (!access || dataPlane.serverSideOf(proxy).httpFilters.length === 0) return []
  if (access.kind === 'passed') return [step('policies', 'let the request pass')]
  const { status, details, body, origin } = access
  return [{ ...step('policies', `refuse it: ${status} ${body || details} (${details})`, origin), mark: 'passed' }]
}

function clustersOf({ decision: { verdict } }: Prediction) {
  if (verdict.kind === 'tcp') return verdict.filter.clusters
  return verdict.kind === 'route' && verdict.route.action.kind === 'forward' ? verdict.route.action.clusters : []
}

/** Where the proxy sees another request than the client sent. */
function receivedSteps({ decision: { request } }: Prediction, { request: sent }: RoutingCall): readonly Step[] {
  return request.path === sent.path ? [] : [step('path', `${sent.path} is normalised to ${request.path}`)]
}
