import { labelsMatch } from '../../compile/istio/field.ts'
import { isServedBy, parseGateways } from '../../compile/istio/gateway/gateway.ts'
import { hostsOverlap, isSubsetOf } from '../../compile/istio/host/name.ts'
import { CLUSTER_DOMAIN } from '../../compile/istio/registry/kubernetes-service.ts'
import { routingSettings } from '../../compile/istio/settings.ts'
import { parseVirtualService } from '../../compile/istio/virtual-service/parse.ts'
import type { HttpRule, SourceMatch, VirtualService } from '../../compile/istio/virtual-service/virtual-service.ts'
import { ofConfigCluster } from '../../config/clusters.ts'
import type { Mesh } from '../../config/mesh.ts'
import type { ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { Step } from '../../dataplane/explanation.ts'
import type { VirtualHost } from '../../dataplane/route.ts'
import type { Place } from '../../kernel/place.ts'
import { cutPort } from '../../proxy/route/authority.ts'
import type { Decision } from '../../proxy/route/decide.ts'
import { step } from './step.ts'

/**
 * VirtualServices for the host, and rules of them, that the control plane did not give to this proxy, each with the reason:
 * what nobody finds by looking at the proxy's own tables.
 */
export function leftOutSteps(mesh: Mesh, proxy: ProxyIdentity, decision: Decision): readonly Step[] {
  const { virtualHost, table } = decision
  if (!table) return []
  const hostname = virtualHost && virtualHost.origin.resource !== 'istiod' ? cutPort(virtualHost.name) : ''
  const wanted = hostname || cutPort(decision.request.authority).toLowerCase()
  const about: Asker = {
    mesh,
    proxy,
    bound: gatewaysOf(mesh, proxy),
    virtualHost,
    port: portOf(virtualHost, table.name),
  }
  return ofConfigCluster(mesh)
    .resources.filter(({ kind }) => kind === 'VirtualService')
    .map(resource => parseVirtualService(resource, CLUSTER_DOMAIN))
    .filter(vs => vs.hosts.some(host => isSubsetOf(wanted, host) || (hostname !== '' && hostsOverlap(host, hostname))))
    .flatMap(vs => leftOut(vs, about))
}

interface Asker {
  readonly mesh: Mesh
  readonly proxy: ProxyIdentity
  /** `mesh`, or the Gateways that the proxy serves. */
  readonly bound: readonly string[]
  readonly virtualHost: VirtualHost | undefined
  readonly port: number
}

function gatewaysOf(mesh: Mesh, { kind, labels, namespace }: ProxyIdentity): readonly string[] {
  if (kind === 'sidecar') return ['mesh']
  return parseGateways(mesh.resources)
    .filter(gateway => isServedBy(gateway, labels, namespace))
    .map(({ key }) => key)
}

function portOf(virtualHost: VirtualHost | undefined, table: string): number {
  const name = virtualHost?.name ?? table
  return Number(/(\d+)$/.exec(name)?.[1] ?? 0)
}

function leftOut(vs: VirtualService, about: Asker): readonly Step[] {
  const whole = wholeReason(vs, about)
  if (whole !== undefined) return [absent(vs.id, whole, vs.place)]
  const routes = about.virtualHost?.routes ?? []
  const isGiven = (place: Place) => routes.some(({ origin }) => isSame(origin.place, place))
  const missing = vs.http.flatMap((rule, index) => missingEntries(rule, index, vs, about, isGiven))
  const isHere = routes.some(({ origin }) => origin.resource === vs.id) || vs.http.some(({ delegate }) => delegate)
  if (isHere || missing.length > 0) return missing
  if (vs.http.length === 0) return [absent(vs.id, 'has no http rule', vs.place)]
  const other = about.virtualHost?.origin.resource ?? ''
  const reason = other.startsWith('VirtualService/')
    ? `${other} is the first for the host`
    : 'not in scope of the proxy'
  return [absent(vs.id, reason, vs.place)]
}

/** Why a proxy sees nothing of a VirtualService, as far as that can be said without its rules. */
function wholeReason(vs: VirtualService, { mesh, proxy, bound }: Asker): string | undefined {
  const isBound = vs.gateways.some(gateway => bound.includes(gateway))
  if (!isBound) {
    const gateways = vs.gateways.join(', ')
    return proxy.kind === 'sidecar'
      ? `is for the gateways ${gateways} only, not for "mesh": sidecars do not get it`
      : `is for ${gateways}, which this gateway does not serve`
  }
  const exportTo = vs.exportTo ?? routingSettings(mesh.settings).virtualServiceExportTo
  const reaches = exportTo.some(to => to === '*' || (to === '.' ? vs.namespace : to) === proxy.namespace)
  return reaches ? undefined : `its exportTo (${exportTo.join(', ')}) leaves out namespace ${proxy.namespace}`
}

function missingEntries(
  rule: HttpRule,
  index: number,
  vs: VirtualService,
  about: Asker,
  isGiven: (place: Place) => boolean,
): readonly Step[] {
  if (rule.delegate) return []
  const entries = rule.match.length === 0 ? [{ place: rule.place, source: NO_SOURCE }] : rule.match
  return entries.flatMap(({ place, source }, i) => {
    if (isGiven(place)) return []
    const reason = sourceReason(source, about) ?? cutReason(vs, about)
    const entry = rule.match.length > 1 ? ` match ${i + 1} of ${rule.match.length}` : ''
    return reason === undefined ? [] : [absent(`${vs.id}#${index}${entry}`, reason, place)]
  })
}

const NO_SOURCE: SourceMatch = { port: 0, labels: {}, namespace: '', gateways: [] }

/** What istiod tests by itself, before any proxy sees a rule (core/route/route.go:sourceMatchHTTP). */
function sourceReason({ port, labels, namespace, gateways }: SourceMatch, about: Asker): string | undefined {
  const { proxy, bound } = about
  if (port !== 0 && port !== about.port) return `is for port ${port} only`
  if (gateways.length > 0) {
    return gateways.some(gateway => bound.includes(gateway))
      ? undefined
      : `is for requests by ${gateways.map(gatewayName).join(', ')} only`
  }
  if (!labelsMatch(labels, proxy.labels)) {
    const wrong = Object.entries(labels).filter(([key, value]) => proxy.labels[key] !== value)
    const words = wrong.map(([key, value]) => `${key}=${value} (it has ${proxy.labels[key] ?? 'none'})`)
    return `is for callers with label ${words.join(', ')} only`
  }
  if (namespace !== '' && namespace !== proxy.namespace) return `is for callers in namespace ${namespace} only`
  return undefined
}

function gatewayName(gateway: string): string {
  return gateway === 'mesh' ? 'sidecars (mesh)' : `the gateway ${gateway}`
}

/** A rule that applies here but was not sent stands after one that takes everything, if its VirtualService is here at all. */
function cutReason(vs: VirtualService, { virtualHost }: Asker): string | undefined {
  const isHere = virtualHost?.routes.some(({ origin }) => origin.resource === vs.id)
  return isHere ? 'is never reached: a rule before it takes every request' : undefined
}

function absent(title: string, reason: string, place: Place): Step {
  return { ...step(title, reason, { resource: '', place, why: '' }), mark: 'absent' }
}

function isSame(a: Place, b: Place): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column
}
