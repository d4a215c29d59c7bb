import type { Diagnostic } from '../../../config/diagnostic.ts'
import type { Mesh } from '../../../config/mesh.ts'
import { diagnosticAt } from '../../../config/report-at.ts'
import { ofKind } from '../kinds.ts'

/** GRPCRoutes of which an HTTPRoute of the same namespace and name may hide hosts (`../http-parts.ts`). */
export function hiddenNamesakes(mesh: Mesh): readonly Diagnostic[] {
  const taken = new Set(ofKind(mesh, 'HTTPRoute').map(({ namespace, name }) => `${namespace}/${name}`))
  return ofKind(mesh, 'GRPCRoute')
    .filter(({ namespace, name }) => taken.has(`${namespace}/${name}`))
    .map(({ source, namespace, name }) =>
      diagnosticAt(source, ['metadata', 'name'], {
        code: 'MS2417',
        level: 'warning',
        message: `GRPCRoute/${namespace}/${name}: an HTTPRoute has this name, too, and istiod may leave out hosts of the GRPCRoute`,
        help: 'give it another name',
      }),
    )
}
