import type { Diagnostic } from '../../../config/diagnostic.ts'
import type { Mesh } from '../../../config/mesh.ts'
import type { ServiceRegistry } from '../../istio/registry/service.ts'
import { readGateways } from '../gateway.ts'
import { readRoutes } from '../route.ts'
import { unservedBackends } from './backends.ts'
import { deafListeners } from './listeners.ts'
import { hiddenNamesakes } from './namesakes.ts'
import { unattachedParents } from './parents.ts'

/** What the API server takes of the Gateway API and nobody serves: a run goes on and answers as the proxy would. */
export function unservedRoutes(mesh: Mesh, registry: ServiceRegistry): readonly Diagnostic[] {
  if (readGateways(mesh).length + readRoutes(mesh).length === 0) return []
  return [
    ...unattachedParents(mesh),
    ...unservedBackends(mesh, registry),
    ...deafListeners(mesh),
    ...hiddenNamesakes(mesh),
  ]
}
