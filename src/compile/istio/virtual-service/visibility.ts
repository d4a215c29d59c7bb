import { byCreation } from '../creation-order.ts'
import type { VirtualService } from './virtual-service.ts'

/** Who sees which VirtualServices (model/push_context.go:initVirtualServices). */
export interface VirtualServiceIndex {
  /**
   * Bound to `gateway` (`mesh` or `namespace/name`) and visible in `namespace`: private ones first, then those exported
   * to it by name, then public ones, each by age, name, namespace. Of the public ones, what the namespace's own routes of the
   * Gateway API became comes first (VirtualServicesForGateway).
   */
  boundTo(gateway: string, namespace: string): readonly VirtualService[]
}

/** `all` without delegates. */
export function indexVirtualServices(
  all: readonly VirtualService[],
  defaultExportTo: readonly string[],
): VirtualServiceIndex {
  const byReach = new Map<string, VirtualService[]>()
  const add = (reach: string, vs: VirtualService) => {
    const held = byReach.get(reach)
    if (held) held.push(vs)
    else byReach.set(reach, [vs])
  }
  for (const vs of [...all].sort(byCreation)) {
    const exportTo = vs.exportTo ?? defaultExportTo
    for (const gateway of boundGateways(vs)) {
      if (exportTo.includes('*')) add(`public ${gateway}`, vs)
      else if (!exportTo.includes('~')) {
        for (const to of new Set(exportTo.map(to => (to === '.' ? vs.namespace : to)))) {
          add(`${to === vs.namespace ? 'private' : 'exported'} ${gateway} ${to}`, vs)
        }
      }
    }
  }
  return {
    boundTo(gateway, namespace) {
      const isOwnRoute = (vs: VirtualService) => vs.routeApi === 'gateway' && vs.namespace === namespace
      const visible = byReach.get(`public ${gateway}`) ?? []
      return [
        ...(byReach.get(`private ${gateway} ${namespace}`) ?? []),
        ...(byReach.get(`exported ${gateway} ${namespace}`) ?? []),
        ...visible.filter(isOwnRoute),
        ...visible.filter(vs => !isOwnRoute(vs)),
      ]
    },
  }
}

/** A gateway that is named twice gets every rule twice, one behind the other; of sidecars istiod drops the second. */
function boundGateways({ gateways }: VirtualService): readonly string[] {
  return gateways.filter((gateway, index) => gateway !== 'mesh' || gateways.indexOf(gateway) === index)
}
