import { nearest } from '../../config/nearest.ts'
import type { ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { Step } from '../../dataplane/explanation.ts'
import { cutPort } from '../../proxy/route/authority.ts'
import type { Decision } from '../../proxy/route/decide.ts'
import { step } from './step.ts'
import type { MeshView } from './view.ts'

/** A host that no file defines, and the one that may have been meant. */
export function hintSteps(
  { registry }: MeshView,
  proxy: ProxyIdentity,
  { virtualHost, request }: Decision,
): readonly Step[] {
  const host = cutPort(request.authority).toLowerCase()
  if (proxy.kind === 'gateway' || virtualHost?.origin.resource !== 'istiod' || registry.named(host).length > 0)
    return []
  const names = registry.services.flatMap(({ hostname, name, namespace }) =>
    namespace === proxy.namespace ? [name, `${name}.${namespace}`, hostname] : [`${name}.${namespace}`, hostname],
  )
  const meant = nearest(host, names)
  const known = meant === undefined || meant === host ? '' : `; did you mean ${meant}?`
  return [step('host', `no Service and no ServiceEntry that the proxy sees is called ${host}${known}`)]
}
