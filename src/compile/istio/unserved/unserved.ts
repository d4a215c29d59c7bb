import type { Diagnostic } from '../../../config/diagnostic.ts'
import type { Mesh } from '../../../config/mesh.ts'
import { unservedRoutes } from '../../gateway-api/unserved/unserved.ts'
import type { ServiceRegistry } from '../registry/service.ts'
import { unknownDestinations } from './destinations.ts'
import { droppedServers } from './dropped-servers.ts'
import { emptyServices, emptySubsets } from './empty.ts'
import { unknownDelegates, unknownGateways } from './virtual-service-references.ts'

/**
 * What istiod accepts without a word and no proxy can serve: names that nobody defines, subsets and Services without pods,
 * gateway servers that lose against others. Warnings: a run goes on and answers as the proxy would (NR, NC, UH).
 * @param mesh with the stand-ins that a run adds
 * @param registry of that mesh
 */
export function unservedNames(mesh: Mesh, registry: ServiceRegistry): readonly Diagnostic[] {
  return [
    ...unknownDestinations(mesh, registry.services),
    ...emptySubsets(mesh),
    ...unknownGateways(mesh),
    ...unknownDelegates(mesh),
    ...droppedServers(mesh),
    ...emptyServices(mesh),
    ...unservedRoutes(mesh, registry),
  ]
}
