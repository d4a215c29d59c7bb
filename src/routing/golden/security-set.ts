import type { JwtProvider } from '../../dataplane/authorization.ts'
import type { DataPlane } from '../../dataplane/data-plane.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import type { SignatureTable } from '../../proxy/authorize/jwt/signature-table.ts'
import { routingCallOf } from './call.ts'
import type { Facts, RecordedCall } from './recording.ts'

/** What only these recordings write: the server's part, endpoints by pod and port alone, callers without a sidecar. */
const SECURITY_MARKS = /"server": ?\{|"endpoints": ?\[\{"pod": ?"[^"]*", ?"port": ?\d+\}|"sidecar": ?false/

/** Recordings that are all refusals of the configuration look alike; they are about servers as well. */
const CALLER_MARKS = /"(vhost|route|lb|split)":/

/** Whether a set of recordings shows the servers' side and, of the caller's clusters, only endpoints and TLS. */
export function isSecuritySet(expected: string): boolean {
  return SECURITY_MARKS.test(expected) || !CALLER_MARKS.test(expected)
}

/** Keys that these recordings have of what is certain about a call. */
const EXACT_KEYS: ReadonlySet<string> = new Set([
  'dialled',
  'listener',
  'filterChain',
  'routeConfig',
  'vhost',
  'route',
  'missingClusters',
  'tcp',
  'tls',
  'tlsSni',
  'endpoints',
  'error',
  'reason',
])

/** Without a route the table and the virtual host are not told; what is not HTTP counts as TCP. */
export function securityFacts(exact: Facts, isHttp: boolean): Facts {
  const facts: Record<string, unknown> = isHttp ? {} : { tcp: true, route: null }
  for (const [key, value] of Object.entries(exact)) if (EXACT_KEYS.has(key)) facts[key] = value
  if (facts.route === null) {
    delete facts.routeConfig
    delete facts.vhost
  }
  if (Array.isArray(facts.endpoints)) {
    facts.endpoints = facts.endpoints.map(({ pod, port }: { pod: string; port: number }) => ({ pod, port }))
  }
  return facts
}

/** Checks all tokens of a case against all keys of its mesh. */
export async function verifyTokens(dataPlane: DataPlane, calls: readonly RecordedCall[]): Promise<SignatureTable> {
  const providers = new Set<JwtProvider>()
  for (const pod of dataPlane.pods) {
    for (const kind of ['sidecar', 'gateway'] as const) {
      for (const filter of dataPlane.serverSideOf(proxyOf(pod, kind)).httpFilters) {
        if (filter.kind === 'jwt') for (const provider of filter.providers) providers.add(provider)
      }
    }
  }
  // Whoever explains requests loads this file; the library that checks tokens is only for who has some.
  const { verifySignatures } = await import('../../proxy/authorize/jwt/signatures.ts')
  return verifySignatures(
    [...providers],
    calls.map(call => routingCallOf(call).request),
  )
}
