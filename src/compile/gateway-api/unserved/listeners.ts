import type { Diagnostic } from '../../../config/diagnostic.ts'
import type { Mesh } from '../../../config/mesh.ts'
import { diagnosticAt } from '../../../config/report-at.ts'
import { readGateways } from '../gateway.ts'
import { readGrants } from '../grant.ts'
import { hasCertificates } from '../internal-gateway.ts'

/** Listeners that do not listen: without their certificate, or of a protocol that istiod does not serve. */
export function deafListeners(mesh: Mesh): readonly Diagnostic[] {
  const grants = readGrants(mesh)
  return readGateways(mesh).flatMap(gateway =>
    gateway.listeners.flatMap((listener, index) => {
      const reason =
        listener.protocol === 'UDP'
          ? 'istiod serves no UDP'
          : listener.protocol === 'HTTPS' && !hasCertificates(listener, gateway, mesh, grants)
            ? 'the files have no Secret for its certificateRefs'
            : undefined
      if (reason === undefined) return []
      const { source } = gateway.resource
      return [
        diagnosticAt(source, ['spec', 'listeners', index], {
          code: 'MS2416',
          level: 'warning',
          message: `Gateway/${gateway.namespace}/${gateway.name}: listener ${listener.name} does not listen: ${reason}`,
          help: 'add the Secret (its content does not matter here), or leave the listener out',
        }),
      ]
    }),
  )
}
