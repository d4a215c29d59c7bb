import type { Request } from '../../../src/dataplane/request.ts'
import type { ConnectionFacts } from '../../../src/proxy/authorize/facts.ts'

/** A request as tests need it. */
export function requestOf(
  changes: Partial<Request> & { readonly lines?: Readonly<Record<string, readonly string[]>> } = {},
): Request {
  const { lines, ...rest } = changes
  return {
    method: 'GET',
    scheme: 'http',
    authority: 'web.example',
    path: '/a',
    headers: new Map(Object.entries(lines ?? {})),
    ...rest,
  }
}

/** A connection of the shop's service account by mesh TLS, with a request. */
export function factsOf(changes: Partial<ConnectionFacts> = {}): ConnectionFacts {
  return {
    sourceIp: '10.1.0.2',
    remoteIp: '10.1.0.2',
    destinationIp: '10.1.0.5',
    destinationPort: 8080,
    serverName: 'outbound_.80_._.web.default.svc.cluster.local',
    principal: 'spiffe://cluster.local/ns/default/sa/shop',
    request: requestOf(),
    ...changes,
  }
}
