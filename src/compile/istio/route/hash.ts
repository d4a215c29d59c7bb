import type { HashPolicy } from '../../../dataplane/route.ts'
import { type Fields, optionalDurationNs, optionalFields, text } from '../field.ts'

/**
 * The hash key of a DestinationRule's `consistentHash` (core/route/route.go:consistentHashToHashPolicy): it travels on
 * the caller's route, while the ring itself belongs to the cluster.
 */
export function hashPolicyOf(consistentHash: Fields | undefined): HashPolicy | undefined {
  if (!consistentHash) return undefined
  if (consistentHash.httpHeaderName !== undefined) {
    return { kind: 'header', name: text(consistentHash.httpHeaderName) }
  }
  const cookie = optionalFields(consistentHash.httpCookie)
  if (cookie) {
    return {
      kind: 'cookie',
      name: text(cookie.name),
      path: text(cookie.path) || undefined,
      ttlNs: optionalDurationNs(cookie.ttl),
    }
  }
  if (consistentHash.useSourceIp !== undefined) return { kind: 'sourceIp' }
  if (consistentHash.httpQueryParameterName !== undefined) {
    return { kind: 'query', name: text(consistentHash.httpQueryParameterName) }
  }
  return undefined
}
