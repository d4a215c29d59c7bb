import type { Diagnostic } from '../../../config/diagnostic.ts'
import type { Mesh } from '../../../config/mesh.ts'
import { nearest } from '../../../config/nearest.ts'
import { diagnosticAt } from '../../../config/report-at.ts'
import { NO_PLACE } from '../../../kernel/place.ts'
import { type Fields, fields, list, text } from '../../istio/field.ts'
import type { ServiceRegistry } from '../../istio/registry/service.ts'
import { UNKNOWN_SERVICE } from '../../istio/route/destination.ts'
import { destinationOf, weightOf } from '../backend.ts'
import { type Grants, readGrants } from '../grant.ts'
import { type AttachedRoute, readRoutes } from '../route.ts'

type Told = (code: string, message: string, path: readonly (string | number)[], help?: string) => Diagnostic

/** Back-ends that are answered 500: no grant, no such Service or port, nobody with a weight. */
export function unservedBackends(mesh: Mesh, registry: ServiceRegistry): readonly Diagnostic[] {
  const grants = readGrants(mesh)
  return readRoutes(mesh).flatMap(route => {
    const isOnService = route.parents.every(({ group, kind }) => group === '' && kind === 'Service')
    return route.rules.flatMap(({ body }, index) => {
      const told: Told = (code, message, path, help) =>
        diagnosticAt(route.resource.source, ['spec', 'rules', index, ...path], {
          code,
          level: 'warning',
          message: `${route.id}: ${message}`,
          ...(help === undefined ? {} : { help }),
        })
      return ofRule(body, route, isOnService ? undefined : grants, registry, told)
    })
  })
}

function ofRule(
  rule: Fields,
  route: AttachedRoute,
  grants: Grants | undefined,
  registry: ServiceRegistry,
  told: Told,
): readonly Diagnostic[] {
  const backends = list(rule.backendRefs).map(fields)
  const redirects = list(rule.filters).some(filter => text(fields(filter).type) === 'RequestRedirect')
  if (!redirects && (route.kind === 'HTTPRoute' || route.kind === 'GRPCRoute') && backends.every(isWeightless)) {
    const message = backends.length === 0 ? 'the rule has no back-end' : 'no back-end of the rule has a weight'
    return [told('MS2415', `${message}: such a request is answered 500`, backends.length === 0 ? [] : ['backendRefs'])]
  }
  return backends.flatMap((backend, i) => ofBackend(backend, ['backendRefs', i], { route, grants }, registry, told))
}

function isWeightless(backend: Fields): boolean {
  return weightOf(backend) === 0
}

function ofBackend(
  backend: Fields,
  path: readonly (string | number)[],
  context: { readonly route: AttachedRoute; readonly grants: Grants | undefined },
  registry: ServiceRegistry,
  told: Told,
): readonly Diagnostic[] {
  const destination = destinationOf(backend, NO_PLACE, context)
  const namespace = text(backend.namespace) || context.route.namespace
  if (!destination) return []
  if (destination.host === UNKNOWN_SERVICE) {
    if (namespace === context.route.namespace) {
      return [
        told(
          'MS2413',
          `${text(backend.kind)} ${text(backend.name)} can't be a back-end: its share is answered 500`,
          path,
        ),
      ]
    }
    const help = `a ReferenceGrant in namespace ${namespace} has to allow it`
    const message = `no ReferenceGrant lets it use ${namespace}/${text(backend.name)}: its share is answered 500`
    return [told('MS2414', message, path, help)]
  }
  const services = registry.named(destination.host)
  if (services.length === 0) {
    const known = registry.services.filter(service => service.namespace === namespace).map(({ name }) => name)
    const match = nearest(text(backend.name), known)
    const message = `there is no Service ${namespace}/${text(backend.name)}: its share is answered 500`
    return [told('MS2413', message, [...path, 'name'], match && `did you mean ${match}?`)]
  }
  const ports = services.flatMap(service => service.ports.map(({ number }) => number))
  if (destination.port === undefined || ports.includes(destination.port)) return []
  const message = `Service ${text(backend.name)} has no port ${destination.port}: its share is answered 500`
  return [told('MS2413', message, [...path, 'port'], `it has ${ports.join(', ')}`)]
}
