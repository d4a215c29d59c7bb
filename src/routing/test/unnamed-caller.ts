import { readGateways } from '../../compile/gateway-api/gateway.ts'
import { GATEWAY_NAME_LABEL } from '../../compile/gateway-api/kinds.ts'
import { isHttp } from '../../compile/istio/registry/service.ts'
import type { RequestSpec } from '../../config/route-tests/route-tests.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import type { Request } from '../../dataplane/request.ts'
import { cutPort, portOf } from '../../proxy/route/authority.ts'
import { decide } from '../../proxy/route/decide.ts'
import { type BoundCaller, type BoundCallers, CLIENT } from '../foreign-tests/bound-caller.ts'
import type { AssumedMesh } from '../foreign-tests/bound-mesh.ts'

/**
 * Who sends a request of which nobody says it. A proxy that a VirtualService for the host is bound to, else a
 * Gateway of the Gateway API whose routes have the host, else a client in `default`.
 */
export function unnamedCaller(mesh: AssumedMesh, callers: BoundCallers, spec: RequestSpec): BoundCaller {
  const request: Request = { ...spec, scheme: spec.tls ? 'https' : 'http', authority: spec.host }
  return (
    callers.decide(request, spec.tls)?.caller ?? gatewayWithRoutes(mesh, request, spec.tls) ?? someClient(mesh, spec)
  )
}

/** Names of Services are called inside of the mesh, also where a Gateway takes every host. */
function gatewayWithRoutes(mesh: AssumedMesh, request: Request, tls: boolean | undefined): BoundCaller | undefined {
  const host = cutPort(request.authority)
  if (serviceOf(mesh, host, 'default')) return undefined
  const callers = readGateways(mesh.mesh).flatMap(({ namespace, name, listeners }): readonly BoundCaller[] => {
    const pod = mesh.dataPlane.pods.find(
      each => each.namespace === namespace && each.labels[GATEWAY_NAME_LABEL] === name,
    )
    const open = listeners.filter(({ protocol }) => protocol === 'HTTP' || protocol === 'HTTPS')
    return open.flatMap(({ port, protocol }) => {
      const isTls = protocol === 'HTTPS'
      if (!pod || (tls !== undefined && tls !== isTls)) return []
      return [{ proxy: proxyOf(pod, 'gateway'), target: { host, port, ...(isTls ? { tls: { sni: host } } : {}) } }]
    })
  })
  return callers.find(({ proxy, target }) => {
    const scheme = target.tls ? 'https' : 'http'
    const call = { target, request: { ...request, scheme }, gateway: true } as const
    return decide(mesh.dataPlane.tablesFor(proxy), call).virtualHost !== undefined
  })
}

function someClient(mesh: AssumedMesh, { host: authority, tls }: RequestSpec): BoundCaller {
  const host = cutPort(authority)
  const port = portOf(authority) ?? (tls ? 443 : (onlyPort(mesh, host, 'default') ?? 80))
  return { proxy: CLIENT, target: { host, port, ...(tls ? { tls: { sni: host } } : {}) } }
}

/** The only port for HTTP of a Service. */
export function onlyPort(mesh: AssumedMesh, host: string, namespace: string): number | undefined {
  const ports = serviceOf(mesh, host, namespace)?.ports.filter(({ protocol }) => isHttp(protocol)) ?? []
  return ports.length === 1 ? ports[0].number : undefined
}

function serviceOf({ registry }: AssumedMesh, host: string, namespace: string) {
  const forms = [host, `${host}.${namespace}.svc.cluster.local`, `${host}.svc.cluster.local`, `${host}.cluster.local`]
  return forms.flatMap(form => registry.named(form))[0]
}
