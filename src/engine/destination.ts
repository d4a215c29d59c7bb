import type { Request } from '../dataplane/request.ts'
import type { ClusterRef } from './cluster-refs.ts'
import type { ProxyState } from './proxy-state.ts'
import type { Shape } from './shapes.ts'
import type { World } from './world.ts'

/** One of a route's clusters. */
export interface Destination {
  readonly cluster: ClusterRef
  /** Shape of the request as the server gets it. */
  readonly shape: number
  /** Counter of this destination among the shares of the service, -1 = not counted. */
  readonly split: number
}

/** @param name of the cluster; `request` is what leaves for it */
export function destinationOf(
  world: World,
  proxy: ProxyState,
  shape: Shape,
  name: string,
  request: Request,
): Destination {
  const cluster = world.clusterRefs.of(name, shape.request.authority, proxy.table.tables)
  const port = Number(name.split('|')[1] ?? shape.target.port)
  return { cluster, shape: world.shapes.redirected(shape.id, request, port), split: -1 }
}
