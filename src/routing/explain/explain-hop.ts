import type { ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { HopExplanation, Step } from '../../dataplane/explanation.ts'
import type { RoutingCall } from '../../proxy/route/decide.ts'
import { type Prediction, predict } from '../golden/predict.ts'
import { connectionSteps } from './connection-steps.ts'
import { destinationSteps } from './destination-steps.ts'
import { endingsOf } from './endings.ts'
import { gotOf } from './got.ts'
import { leftOutSteps } from './left-out.ts'
import { podStyle } from './pod-style.ts'
import { routeSteps } from './route-steps.ts'
import { ruleSteps, tableSteps } from './rule-steps.ts'
import { step } from './step.ts'
import type { MeshView } from './view.ts'

/** What one proxy does with a request, and what that was predicted from. */
export interface ExplainedHop {
  readonly hop: HopExplanation
  readonly prediction: Prediction
}

/** `initHash()` must have ended. */
export function explainHop(view: MeshView, proxy: ProxyIdentity, call: RoutingCall, share: number): ExplainedHop {
  const tables = view.dataPlane.tablesFor(proxy)
  const prediction = predict(tables, call, podStyle)
  const { decision } = prediction
  const { verdict, connection } = decision
  const trail: readonly Step[] = [
    ...connectionSteps(view, proxy, call.target, connection),
    ...tableSteps(decision),
    ...receivedSteps(prediction, call),
    ...leftOutSteps(view.mesh, proxy, decision),
    ...ruleSteps(view.mesh, decision),
    ...(verdict.kind === 'tlsRedirect'
      ? [step('tls', 'the virtual host demands https', decision.virtualHost?.origin)]
      : []),
    ...(verdict.kind === 'route' ? routeSteps(view.mesh, verdict.route) : []),
    ...destinationSteps(view, tables, clustersOf(prediction)),
  ]
  return {
    prediction,
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

function clustersOf({ decision: { verdict } }: Prediction) {
  if (verdict.kind === 'tcp') return verdict.clusters
  return verdict.kind === 'route' && verdict.route.action.kind === 'forward' ? verdict.route.action.clusters : []
}

/** Where the proxy sees another request than the client sent. */
function receivedSteps({ decision: { request } }: Prediction, { request: sent }: RoutingCall): readonly Step[] {
  return request.path === sent.path ? [] : [step('path', `${sent.path} is normalised to ${request.path}`)]
}
