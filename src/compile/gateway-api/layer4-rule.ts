import { placeOf } from '../../config/source-node.ts'
import type { Place } from '../../kernel/place.ts'
import { fields, list } from '../istio/field.ts'
import type { Destination, SourceMatch, TcpRule, TlsRule } from '../istio/virtual-service/virtual-service.ts'
import { type BackendContext, destinationOf, weightOf } from './backend.ts'

/** Where istiod leads connections that nobody with a weight would take: no such cluster exists, so they are closed. */
const NOBODY = { host: 'internal.cluster.local', subset: 'zero-weight', port: 65535, weight: 1 }

/** conversion.go:convertTLSRoute; a rule of which no back-end has a weight asks for no server name, and is never taken. */
export function tlsRules(context: BackendContext, sniHosts: readonly string[], port?: number): readonly TlsRule[] {
  return layer4Rules(context).map(({ place, destinations }) => ({
    place,
    destinations: destinations ?? [{ ...NOBODY, place }],
    match: destinations ? [{ sniHosts, destinationSubnets: [], source: sourceOf(port), place }] : [],
  }))
}

/** conversion.go:convertTCPRoute. */
export function tcpRules(context: BackendContext, port?: number): readonly TcpRule[] {
  return layer4Rules(context).map(({ place, destinations }) => ({
    place,
    destinations: destinations ?? [{ ...NOBODY, place }],
    match: port === undefined ? [] : [{ destinationSubnets: [], source: sourceOf(port) }],
  }))
}

function sourceOf(port = 0): SourceMatch {
  return { port, labels: {}, namespace: '', gateways: [] }
}

interface Layer4Rule {
  readonly place: Place
  /** Those with a weight; undefined = there are none. */
  readonly destinations: readonly Destination[] | undefined
}

/** A hard error anywhere drops all rules. */
function layer4Rules(context: BackendContext): readonly Layer4Rule[] {
  const { route } = context
  const rules: Layer4Rule[] = []
  for (const [index, { body, place }] of route.rules.entries()) {
    const destinations: Destination[] = []
    for (const [i, backend] of list(body.backendRefs).map(fields).entries()) {
      const weight = weightOf(backend)
      if (weight === 0) continue
      const source = placeOf(route.resource.source, ['spec', 'rules', index, 'backendRefs', i])
      const destination = destinationOf(backend, source, context)
      if (!destination) return []
      destinations.push({ ...destination, weight })
    }
    rules.push({ place, destinations: destinations.length > 0 ? destinations : undefined })
  }
  return rules
}
