import { compileIstio } from '../../../src/compile/istio/compile.ts'
import type { ProxyIdentity, ProxyTables } from '../../../src/dataplane/data-plane.ts'
import type { Pod } from '../../../src/dataplane/pod.ts'
import type { Route } from '../../../src/dataplane/route.ts'
import { NO_LOCALITY } from '../../../src/kernel/locality.ts'
import { findVirtualHost } from '../../../src/proxy/route/find-virtual-host.ts'
import { meshOf } from './mesh-of.ts'

/** Who asks for tables. */
export interface Asker {
  readonly kind?: ProxyIdentity['kind']
  readonly namespace?: string
  readonly labels?: Readonly<Record<string, string>>
}

export function identity({ kind = 'sidecar', namespace = 'default', labels = {} }: Asker = {}): ProxyIdentity {
  const places = { locality: NO_LOCALITY, cluster: '', network: '', serviceAccount: '', node: '' }
  return { kind, name: 'caller-0', namespace, workload: 'caller', labels, ...places }
}

/** Tables of one proxy in a mesh. */
export function tablesOf(
  yaml: string,
  asker: Asker = {},
  options: Parameters<typeof meshOf>[1] & { readonly pods?: readonly Pod[] } = {},
): ProxyTables {
  return compileIstio({ mesh: meshOf(yaml, options), pods: options.pods ?? [] }).tablesFor(identity(asker))
}

/** Routes behind a Host in a table. */
export function routesFor(tables: ProxyTables, table: string, host: string): readonly Route[] {
  const config = tables.routeConfig(table)
  return (config && findVirtualHost(config, host)?.routes) ?? []
}

/** First cluster of a route, or what it does instead. */
export function goal(route: Route | undefined): string {
  if (!route) return '-'
  return route.action.kind === 'forward'
    ? route.action.clusters.map(({ cluster }) => cluster).join()
    : route.action.kind
}

/** Where the first route behind a Host leads. */
export function goalOf(tables: ProxyTables, table: string, host: string): string {
  return goal(routesFor(tables, table, host)[0])
}
