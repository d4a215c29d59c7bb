import type { Diagnostic } from '../../../config/diagnostic.ts'
import type { Mesh } from '../../../config/mesh.ts'
import { diagnosticAt } from '../../../config/report-at.ts'
import { type Listener, readGateways } from '../gateway.ts'
import { readGrants } from '../grant.ts'
import { deafnessOf } from '../internal-gateway.ts'

/** Listeners that do not listen: without a certificate, beside one that excludes them, or of a protocol that istiod does not serve. */
export function deafListeners(mesh: Mesh): readonly Diagnostic[] {
  const grants = readGrants(mesh)
  return readGateways(mesh).flatMap(gateway =>
    gateway.listeners.flatMap((listener, index) => {
      const why = deafnessOf(listener, gateway, mesh, grants)
      if (why === undefined) return []
      const { reason, help } = WORDS[why](listener)
      return [
        diagnosticAt(gateway.resource.source, ['spec', 'listeners', index], {
          code: 'MS2416',
          level: 'warning',
          message: `Gateway/${gateway.namespace}/${gateway.name}: listener ${listener.name} does not listen: ${reason}`,
          help,
        }),
      ]
    }),
  )
}

const WORDS: Readonly<
  Record<NonNullable<ReturnType<typeof deafnessOf>>, (listener: Listener) => { reason: string; help: string }>
> = {
  udp: () => ({ reason: 'istiod serves no UDP', help: 'leave the listener out' }),
  conflict: ({ conflictsWith, port }) => ({
    reason: `listener ${conflictsWith} has port ${port} already, and the first one stays`,
    help: 'give it another port, or, where neither is for TCP, another hostname',
  }),
  certificates: () => ({
    reason: 'the files have no Secret for its certificateRefs',
    help: 'add the Secret (its content does not matter here), or leave the listener out',
  }),
}
