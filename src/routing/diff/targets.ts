import type { ProxyTables } from '../../dataplane/data-plane.ts'
import { findVirtualHost } from '../../proxy/route/find-virtual-host.ts'
import type { CallerClass } from './callers.ts'
import { type Arrival, arrivalAt, type CallerTables } from './fate.ts'
import type { DiffSide } from './side.ts'

/** An address that clients dial, with the Host that they send to it. */
export interface Target {
  readonly host: string
  readonly port: number
  readonly scheme: 'http' | 'https'
}

/** All targets that lead to the same tables on both sides. */
export interface TargetGroup {
  readonly targets: readonly Target[]
  readonly base: Arrival
  readonly head: Arrival
}

/** A host that nobody serves: what is left for it is the last resort of every table. */
const UNKNOWN_HOST = 'unknown-host.example'

/** Every target that the tables of either side tell apart, and where it leads on each. */
export function targetGroups(
  caller: CallerClass,
  sides: readonly [DiffSide, DiffSide],
  both: readonly [CallerTables, CallerTables],
): readonly TargetGroup[] {
  const numbers = new Map<unknown, number>()
  const numberOf = (id: unknown) => {
    const known = numbers.get(id) ?? numbers.size
    numbers.set(id, known)
    return known
  }
  const groups = new Map<string, { targets: Target[]; base: Arrival; head: Arrival }>()
  for (const target of targetsOf(caller, sides, both)) {
    const [base, head] = both.map(tables => arrive(tables, target))
    const key = `${target.scheme} ${target.port} ${numberOf(base.id)} ${numberOf(head.id)}`
    const group = groups.get(key)
    if (group) group.targets.push(target)
    else groups.set(key, { targets: [target], base, head })
  }
  return [...groups.values()]
}

export function authorityOf({ host, port, scheme }: Target): string {
  return port === (scheme === 'https' ? 443 : 80) ? host : `${host}:${port}`
}

export function arrive(proxy: CallerTables, target: Target, authority = authorityOf(target)): Arrival {
  const { host, port, scheme } = target
  const connection = proxy.tables.connect({ host, port, tls: scheme === 'https' ? { sni: host } : undefined })
  return arrivalAt(proxy, connection, table => findVirtualHost(table, authority), scheme)
}

function targetsOf(
  { kind, proxy: { namespace } }: CallerClass,
  sides: readonly [DiffSide, DiffSide],
  both: readonly [CallerTables, CallerTables],
): readonly Target[] {
  const targets = new Map<string, Target>()
  const add = (host: string, port: number, scheme: Target['scheme']) => {
    targets.set(`${scheme} ${host} ${port}`, { host, port, scheme })
  }
  if (kind === 'gateway') {
    const hosts = new Set([...both.flatMap(({ tables }) => allDomains(tables)), ...serverHosts(sides), UNKNOWN_HOST])
    for (const port of gatewayPorts(sides)) {
      for (const host of hosts) {
        add(sampleHost(host), port, 'http')
        add(sampleHost(host), port, 'https')
      }
    }
    return [...targets.values()]
  }
  for (const { tables } of both) {
    for (const name of tables.routeConfigNames()) {
      const port = Number(name.slice(name.lastIndexOf(':') + 1))
      if (!Number.isInteger(port)) continue
      for (const host of domainsOf(tables, name)) add(sampleHost(host), port, 'http')
      add(UNKNOWN_HOST, port, 'http')
    }
  }
  for (const { registry } of sides) {
    for (const service of registry.services) {
      if (!registry.isVisible(service, namespace)) continue
      for (const { number } of service.ports) add(sampleHost(service.hostname), number, 'http')
    }
  }
  return [...targets.values()]
}

function domainsOf(tables: ProxyTables, name: string): readonly string[] {
  return (tables.routeConfig(name)?.virtualHosts ?? []).flatMap(({ domains }) => domains)
}

function allDomains(tables: ProxyTables): readonly string[] {
  return tables.routeConfigNames().flatMap(name => domainsOf(tables, name))
}

interface ServerSpec {
  readonly port?: { readonly number?: number }
  readonly hosts?: readonly string[]
}

function servers(sides: readonly DiffSide[]): readonly ServerSpec[] {
  const gateways = sides.flatMap(({ mesh }) => mesh.resources).filter(({ kind }) => kind === 'Gateway')
  return gateways.flatMap(({ body }) => {
    const spec = body.spec as { readonly servers?: readonly ServerSpec[]; readonly listeners?: readonly Listener[] }
    const listeners = (spec?.listeners ?? []).map(({ port, hostname }) => ({
      port: { number: port },
      hosts: hostname === undefined ? [] : [hostname],
    }))
    return [...(spec?.servers ?? []), ...listeners]
  })
}

interface Listener {
  readonly port?: number
  readonly hostname?: string
}

function gatewayPorts(sides: readonly DiffSide[]): ReadonlySet<number> {
  return new Set(servers(sides).flatMap(({ port }) => port?.number ?? []))
}

function serverHosts(sides: readonly DiffSide[]): readonly string[] {
  return servers(sides).flatMap(({ hosts = [] }) => hosts.map(host => host.slice(host.indexOf('/') + 1)))
}

/** A name that a wildcard covers and hardly anything else does. */
function sampleHost(domain: string): string {
  if (domain === '*') return UNKNOWN_HOST
  if (domain.startsWith('*')) return `any-host${domain.slice(1)}`
  return domain.endsWith('*') ? `${domain.slice(0, -1)}any-host` : domain
}
