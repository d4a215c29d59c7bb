import type { Diagnostic } from '../../../config/diagnostic.ts'
import type { Mesh } from '../../../config/mesh.ts'
import { nearest } from '../../../config/nearest.ts'
import { diagnosticAt } from '../../../config/report-at.ts'
import { resourceId } from '../../../config/resource.ts'
import { fields, list, text, texts } from '../field.ts'
import { parseGateways } from '../gateway/gateway.ts'
import { resolveGateway } from '../virtual-service/parse-match.ts'

/** Gateways that VirtualServices name and no resource is: the VirtualService is bound to nothing there. */
export function unknownGateways(mesh: Mesh): readonly Diagnostic[] {
  const known = parseGateways(mesh.resources).map(({ key }) => key)
  return virtualServices(mesh).flatMap(resource =>
    texts(fields(resource.body.spec).gateways).flatMap((written, i) => {
      const key = resolveGateway(written, resource.namespace)
      if (key === 'mesh' || known.includes(key)) return []
      const match = nearest(key, known)
      return [
        diagnosticAt(resource.source, ['spec', 'gateways', i], {
          code: 'MS2404',
          level: 'warning',
          message: `${resourceId(resource)}: there is no Gateway ${key}: the routes do not apply there`,
          ...(match !== undefined && { help: `did you mean ${match}?` }),
        }),
      ]
    }),
  )
}

/** Delegates that do not exist: istiod leaves the rule out. */
export function unknownDelegates(mesh: Mesh): readonly Diagnostic[] {
  const all = virtualServices(mesh)
  return all.flatMap(resource =>
    list(fields(resource.body.spec).http).flatMap((rule, i) => {
      const { delegate } = fields(rule)
      if (delegate === undefined) return []
      const name = text(fields(delegate).name)
      const namespace = text(fields(delegate).namespace) || resource.namespace
      const isDelegate = all.some(
        other =>
          other.name === name && other.namespace === namespace && texts(fields(other.body.spec).hosts).length === 0,
      )
      if (isDelegate) return []
      return [
        diagnosticAt(resource.source, ['spec', 'http', i, 'delegate'], {
          code: 'MS2405',
          level: 'warning',
          message: `${resourceId(resource)}: no VirtualService ${namespace}/${name} without hosts: the rule is left out`,
        }),
      ]
    }),
  )
}

function virtualServices(mesh: Mesh) {
  return mesh.resources.filter(({ kind }) => kind === 'VirtualService')
}
