import { placeOf } from '../../config/source-node.ts'
import { fields, list } from '../istio/field.ts'
import type { Destination, SourceMatch, TcpRule, TlsRule } from '../istio/virtual-service/virtual-service.ts'
import { type BackendContext, destinationOf, weightOf } from './backend.ts'

const ANY_SOURCE: SourceMatch = { port: 0, labels: {}, namespace: '', gateways: [] }

/** conversion.go:convertTLSRoute. */
export function tlsRules(context: BackendContext, hosts: readonly string[]): readonly TlsRule[] {
  return layer4Rules(context).map(rule => ({
    ...rule,
    match: [{ sniHosts: hosts, destinationSubnets: [], source: ANY_SOURCE, place: rule.place }],
  }))
}

/** conversion.go:convertTCPRoute. */
export function tcpRules(context: BackendContext, port: number | undefined): readonly TcpRule[] {
  const match = port === undefined ? [] : [{ destinationSubnets: [], source: { ...ANY_SOURCE, port } }]
  return layer4Rules(context).map(rule => ({ ...rule, match }))
}

function layer4Rules(context: BackendContext): readonly Omit<TcpRule, 'match'>[] {
  const { route } = context
  const rules = route.rules.map(({ body, place }, index) => ({
    place,
    destinations: list(body.backendRefs).map((entry, i): Destination | undefined => {
      const source = placeOf(route.resource.source, ['spec', 'rules', index, 'backendRefs', i])
      const destination = destinationOf(fields(entry), source, context)
      return destination && { ...destination, weight: weightOf(fields(entry)) }
    }),
  }))
  if (rules.some(({ destinations }) => destinations.includes(undefined))) return []
  return rules.map(({ place, destinations }) => ({ place, destinations: weighted(destinations.filter(isDefined)) }))
}

/** Where all weights are zero, istiod names a cluster that cannot exist, so that connections are closed. */
function weighted(destinations: readonly Destination[]): readonly Destination[] {
  const used = destinations.filter(({ weight }) => weight > 0)
  if (used.length > 0 || destinations.length === 0) return used
  return [{ ...destinations[0], subset: 'zero-weight', port: 65535, weight: 1 }]
}

function isDefined<T>(value: T | undefined): value is T {
  return value !== undefined
}
