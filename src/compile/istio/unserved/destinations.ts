import type { Diagnostic } from '../../../config/diagnostic.ts'
import type { Mesh } from '../../../config/mesh.ts'
import { nearest } from '../../../config/nearest.ts'
import { diagnosticAt } from '../../../config/report-at.ts'
import { type Resource, resourceId } from '../../../config/resource.ts'
import { readDestinationRule } from '../destination-rule/read.ts'
import { type Fields, fields, list, text } from '../field.ts'
import { isSubsetOf, isWildcard, resolveShortName } from '../host/name.ts'
import { groupBy } from '../multimap.ts'
import { CLUSTER_DOMAIN } from '../registry/kubernetes-service.ts'
import type { MeshService } from '../registry/service.ts'

interface Named {
  readonly destination: Fields
  readonly path: readonly (string | number)[]
}

/** Destinations of VirtualServices whose host no service has (503 NC), or whose subset no DestinationRule of it defines (503 NC). */
export function unknownDestinations(mesh: Mesh, services: readonly MeshService[]): readonly Diagnostic[] {
  const hostnames = new Set(services.map(({ hostname }) => hostname))
  const rules = mesh.resources.filter(({ kind }) => kind === 'DestinationRule').map(readDestinationRule)
  const exact = groupBy(rules, ({ host }) => host)
  const wildcards = rules.filter(({ host }) => isWildcard(host))
  const subsetsOf = (host: string) =>
    [...(exact.get(host) ?? []), ...wildcards.filter(rule => isSubsetOf(host, rule.host))].flatMap(({ subsets }) =>
      subsets.map(({ name }) => name),
    )
  return mesh.resources
    .filter(({ kind }) => kind === 'VirtualService')
    .flatMap(resource =>
      destinationsOf(resource).flatMap(({ destination, path }) => {
        const written = text(destination.host)
        const host = resolveShortName(written, resource.namespace, CLUSTER_DOMAIN)
        if (!hostnames.has(host)) return [unknownHost(resource, path, written, host, services)]
        const subset = text(destination.subset)
        if (subset === '' || subsetsOf(host).includes(subset)) return []
        return [unknownSubset(resource, path, written, subset, subsetsOf(host))]
      }),
    )
}

function unknownHost(
  resource: Resource,
  path: readonly (string | number)[],
  written: string,
  host: string,
  services: readonly { readonly name: string; readonly namespace: string; readonly hostname: string }[],
): Diagnostic {
  const match = written.includes('.')
    ? nearest(
        host,
        services.map(({ hostname }) => hostname),
      )
    : nearest(
        written,
        services.filter(({ namespace }) => namespace === resource.namespace).map(({ name }) => name),
      )
  return diagnosticAt(resource.source, [...path, 'host'], {
    code: 'MS2401',
    level: 'warning',
    message: `${resourceId(resource)}: no Service or ServiceEntry has the host ${host}: such a request gets 503 NC`,
    ...(match !== undefined && { help: `did you mean ${match}?` }),
  })
}

function unknownSubset(
  resource: Resource,
  path: readonly (string | number)[],
  host: string,
  subset: string,
  known: readonly string[],
): Diagnostic {
  const help = known.length === 0 ? `no DestinationRule of ${host} has subsets` : `there are ${known.join(', ')}`
  return diagnosticAt(resource.source, [...path, 'subset'], {
    code: 'MS2402',
    level: 'warning',
    message: `${resourceId(resource)}: no DestinationRule defines the subset ${subset} of ${host}: such a request gets 503 NC`,
    help,
  })
}

/** Every destination of every kind of route, mirrors included, with its place. */
function destinationsOf({ body }: Resource): Named[] {
  const spec = fields(body.spec)
  return ['http', 'tls', 'tcp'].flatMap(kind =>
    list(spec[kind]).flatMap((rule, i) => {
      const { route, mirror, mirrors } = fields(rule)
      const at = ['spec', kind, i] as const
      const routed = list(route).map((entry, j) => named(fields(entry).destination, [...at, 'route', j, 'destination']))
      const copied = list(mirrors).map((entry, j) =>
        named(fields(entry).destination, [...at, 'mirrors', j, 'destination']),
      )
      return [...routed, ...copied, ...(mirror === undefined ? [] : [named(mirror, [...at, 'mirror'])])]
    }),
  )
}

function named(destination: unknown, path: readonly (string | number)[]): Named {
  return { destination: fields(destination), path }
}
