import type { Resource } from '../../../config/resource.ts'
import { resourceId } from '../../../config/resource.ts'
import { placeOf } from '../../../config/source-node.ts'
import {
  type Fields,
  fields,
  list,
  numberOr,
  optionalDurationNs,
  optionalFields,
  optionalNumber,
  text,
  texts,
} from '../field.ts'
import { resolveShortName } from '../host/name.ts'
import { parseHttpMatch, parseSourceMatch, resolveGateway } from './parse-match.ts'
import type { Destination, HttpRule, MirrorRule, TcpRule, TlsRule, VirtualService } from './virtual-service.ts'

/** Path to a field of the resource, for places. */
type Path = readonly (string | number)[]

/** What every part of one VirtualService needs to know about the whole. */
interface Owner {
  readonly resource: Resource
  readonly id: string
  readonly domain: string
}

export function parseVirtualService(resource: Resource, domain: string): VirtualService {
  const spec = fields(resource.body.spec)
  const owner: Owner = { resource, id: resourceId(resource), domain }
  const gateways = texts(spec.gateways)
  return {
    namespace: resource.namespace,
    name: resource.name,
    id: owner.id,
    place: resource.place,
    creationTimeMs: resource.creationTimeMs,
    hosts: texts(spec.hosts).map(host => resolveShortName(host, resource.namespace, domain)),
    gateways: gateways.length === 0 ? ['mesh'] : gateways.map(name => resolveGateway(name, resource.namespace)),
    exportTo: list(spec.exportTo).length === 0 ? undefined : texts(spec.exportTo),
    http: list(spec.http).map((rule, i) => parseHttpRule(fields(rule), ['spec', 'http', i], owner)),
    tls: list(spec.tls).map((rule, i) => parseTlsRule(fields(rule), ['spec', 'tls', i], owner)),
    tcp: list(spec.tcp).map((rule, i) => parseTcpRule(fields(rule), ['spec', 'tcp', i], owner)),
  }
}

function parseHttpRule(rule: Fields, path: Path, owner: Owner): HttpRule {
  const delegate = optionalFields(rule.delegate)
  const { namespace } = owner.resource
  return {
    name: text(rule.name),
    match: list(rule.match).map((match, i) =>
      parseHttpMatch(fields(match), namespace, placeOf(owner.resource.source, [...path, 'match', i])),
    ),
    destinations: parseDestinations(rule, path, owner),
    redirect: optionalFields(rule.redirect),
    directResponse: optionalFields(rule.directResponse),
    delegate: delegate && { name: text(delegate.name), namespace: text(delegate.namespace) || namespace },
    rewrite: optionalFields(rule.rewrite),
    timeoutNs: optionalDurationNs(rule.timeout),
    retries: optionalFields(rule.retries),
    fault: optionalFields(rule.fault),
    mirror: isMirror(rule.mirror) ? parseDestination(fields(rule.mirror), {}, [...path, 'mirror'], owner) : undefined,
    mirrorPercent: mirrorPercentOf(rule),
    mirrors: parseMirrors(rule, path, owner),
    cors: optionalFields(rule.corsPolicy),
    headers: optionalFields(rule.headers),
    resource: owner.id,
    place: placeOf(owner.resource.source, path),
  }
}

function isMirror(value: unknown): boolean {
  return text(fields(value).host) !== ''
}

function mirrorPercentOf(rule: Fields): number | undefined {
  const exact = optionalFields(rule.mirrorPercentage)
  if (exact) return numberOr(exact.value, 0)
  return optionalNumber(rule.mirrorPercent) ?? optionalNumber(rule.mirror_percent)
}

function parseMirrors(rule: Fields, path: Path, owner: Owner): readonly MirrorRule[] {
  return list(rule.mirrors).flatMap((entry, i) => {
    const mirror = fields(entry)
    if (!isMirror(mirror.destination)) return []
    const percentage = optionalFields(mirror.percentage)
    const destination = parseDestination(fields(mirror.destination), {}, [...path, 'mirrors', i], owner)
    return [{ destination, percent: percentage && numberOr(percentage.value, 0) }]
  })
}

function parseTlsRule(rule: Fields, path: Path, owner: Owner): TlsRule {
  return {
    match: list(rule.match).map((entry, i) => ({
      sniHosts: texts(fields(entry).sniHosts),
      destinationSubnets: texts(fields(entry).destinationSubnets),
      source: parseSourceMatch(fields(entry), owner.resource.namespace),
      place: placeOf(owner.resource.source, [...path, 'match', i]),
    })),
    destinations: parseDestinations(rule, path, owner),
    place: placeOf(owner.resource.source, path),
  }
}

function parseTcpRule(rule: Fields, path: Path, owner: Owner): TcpRule {
  return {
    match: list(rule.match).map(entry => ({
      destinationSubnets: texts(fields(entry).destinationSubnets),
      source: parseSourceMatch(fields(entry), owner.resource.namespace),
    })),
    destinations: parseDestinations(rule, path, owner),
    place: placeOf(owner.resource.source, path),
  }
}

function parseDestinations(rule: Fields, path: Path, owner: Owner): readonly Destination[] {
  return list(rule.route).map((entry, i) =>
    parseDestination(fields(fields(entry).destination), fields(entry), [...path, 'route', i], owner),
  )
}

function parseDestination(destination: Fields, entry: Fields, path: Path, owner: Owner): Destination {
  return {
    host: resolveShortName(text(destination.host), owner.resource.namespace, owner.domain),
    subset: text(destination.subset),
    port: optionalNumber(fields(destination.port).number),
    weight: numberOr(entry.weight, 0),
    headers: optionalFields(entry.headers),
    place: placeOf(owner.resource.source, path),
  }
}
