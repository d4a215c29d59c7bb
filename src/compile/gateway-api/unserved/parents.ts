import type { Diagnostic } from '../../../config/diagnostic.ts'
import type { Mesh } from '../../../config/mesh.ts'
import { diagnosticAt } from '../../../config/report-at.ts'
import { type Refusal, refusalOf } from '../attach.ts'
import { readGateways } from '../gateway.ts'
import { ofKind } from '../kinds.ts'
import { namespaceLabels } from '../namespace-selector.ts'
import { type AttachedRoute, type ParentReference, readRoutes } from '../route.ts'

/** Parents of routes that nobody is, and Gateways of which no listener takes the route. */
export function unattachedParents(mesh: Mesh): readonly Diagnostic[] {
  const gateways = readGateways(mesh)
  const labelsOf = namespaceLabels(mesh)
  return readRoutes(mesh).flatMap(route =>
    route.parents.flatMap((parent, index) => {
      const at = ['spec', 'parentRefs', index]
      const told = (code: string, message: string, path: readonly (string | number)[], help?: string) =>
        diagnosticAt(route.resource.source, [...at, ...path], {
          code,
          level: 'warning',
          message: `${route.id}: ${message}`,
          ...(help === undefined ? {} : { help }),
        })
      const gateway = gateways.find(({ namespace, name }) => namespace === parent.namespace && name === parent.name)
      if (!isGatewayKind(parent)) return isKnown(parent, mesh) ? [] : [told('MS2411', missing(parent), ['name'])]
      if (!gateway) {
        // A Gateway of another class is served by somebody else.
        return isKnown(parent, mesh) ? [] : [told('MS2411', missing(parent), ['name'])]
      }
      const refusals = gateway.listeners.map(listener => refusalOf(route, parent, gateway, listener, labelsOf))
      if (refusals.some(refusal => refusal === undefined)) return []
      return [told('MS2412', `no listener of Gateway ${parent.name} takes it`, ['name'], nearest(refusals, route))]
    }),
  )
}

function isGatewayKind({ kind }: ParentReference): boolean {
  return kind === 'Gateway'
}

/** Kinds that nobody models are left to their owners. */
function isKnown({ kind, namespace, name }: ParentReference, mesh: Mesh): boolean {
  const resources = kind === 'Gateway' ? ofKind(mesh, 'Gateway') : mesh.resources.filter(each => each.kind === kind)
  if (!['Gateway', 'Service', 'ServiceEntry'].includes(kind)) return true
  return resources.some(resource => resource.namespace === namespace && resource.name === name)
}

function missing({ kind, namespace, name }: ParentReference): string {
  return `there is no ${kind} ${namespace}/${name}, so the route attaches nowhere`
}

const WORDS: Readonly<Record<Refusal, (route: AttachedRoute) => string>> = {
  section: () => 'none has the sectionName or port that the route asks for',
  conflict: () => 'the one that it asks for conflicts with another one of its port',
  kind: route => `none takes a ${route.kind}`,
  namespace: route =>
    `allowedRoutes leaves out the namespace ${route.namespace}: by default only routes beside the Gateway are taken`,
  hostname: route => `no hostname of the route (${route.hostnames.join(', ')}) lies within that of a listener`,
}

/** The reason of the listener that came nearest. */
function nearest(refusals: readonly (Refusal | undefined)[], route: AttachedRoute): string {
  const order: readonly Refusal[] = ['hostname', 'namespace', 'kind', 'conflict', 'section']
  const reason = order.find(refusal => refusals.includes(refusal)) ?? 'section'
  return WORDS[reason](route)
}
