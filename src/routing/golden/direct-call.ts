import type { Pod } from '../../dataplane/pod.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import { decide } from '../../proxy/route/decide.ts'
import { arrive, type Ending } from './arrival.ts'
import { routingCallOf } from './call.ts'
import { dialledPlace } from './dialled-place.ts'
import type { MeshSide } from './mesh-side.ts'
import type { Prediction } from './predict.ts'
import type { Facts, RecordedCall } from './recording.ts'
import { ownAnswer } from './secured.ts'

/** A call that an application makes itself, past any proxy: to the first pod of the Service. */
export function predictDirect(side: MeshSide, pod: Pod, recorded: RecordedCall): Prediction {
  const call = routingCallOf(recorded)
  const { request, target } = call
  // The tables of a proxy that it might have had resolve names as its pod does.
  const proxy = proxyOf(pod, 'sidecar')
  const decision = decide(side.dataPlane.tablesFor(proxy), call)
  const { dialled } = decision.connection
  const arrival = arrive(side, {
    ...dialledPlace(side, proxy, target),
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
