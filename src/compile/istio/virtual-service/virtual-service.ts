import type { StringMatch } from '../../../dataplane/match.ts'
import type { Place } from '../../../kernel/place.ts'
import type { Fields } from '../field.ts'

/**
 * A VirtualService with every host and gateway name resolved in its own namespace, which is what istiod works with
 * (model/virtualservice.go:ResolveVirtualServiceShortnames). Policies keep their plain form until a route needs them.
 */
export interface VirtualService {
  readonly namespace: string
  readonly name: string
  /** `VirtualService/namespace/name`. */
  readonly id: string
  readonly place: Place
  readonly creationTimeMs: number
  /** Lower case is not forced; empty = a delegate. */
  readonly hosts: readonly string[]
  /** `mesh` or `namespace/name`. */
  readonly gateways: readonly string[]
  /** As written; undefined = the mesh default applies. */
  readonly exportTo?: readonly string[]
  /** Made of routes of the Gateway API: for callers of their own namespace they come before all VirtualServices. */
  readonly routeApi?: 'gateway'
  readonly http: readonly HttpRule[]
  readonly tls: readonly TlsRule[]
  readonly tcp: readonly TcpRule[]
}

export interface HttpRule {
  readonly name: string
  readonly match: readonly HttpMatch[]
  readonly destinations: readonly Destination[]
  readonly redirect?: Fields
  readonly directResponse?: Fields
  readonly delegate?: { readonly name: string; readonly namespace: string }
  readonly rewrite?: Fields
  readonly timeoutNs?: number
  readonly retries?: Fields
  readonly fault?: Fields
  readonly mirror?: Destination
  /** `mirrorPercentage.value`, else the old integer fields. */
  readonly mirrorPercent?: number
  readonly mirrors: readonly MirrorRule[]
  readonly cors?: Fields
  readonly headers?: Fields
  /**
   * Semantics of the Gateway API (annotation internal.istio.io/route-semantics): prefixes end at a slash, and a
   * destination that does not exist is 500.
   */
  readonly routeApi?: 'gateway'
  /** The VirtualService that holds the rule: for a delegated one, the delegate. */
  readonly resource: string
  readonly place: Place
}

export interface HttpMatch {
  readonly name: string
  readonly uri?: StringMatch
  readonly ignoreUriCase: boolean
  readonly scheme?: StringMatch
  readonly method?: StringMatch
  readonly authority?: StringMatch
  readonly headers: ReadonlyMap<string, StringMatch | 'present'>
  readonly withoutHeaders: ReadonlyMap<string, StringMatch | 'present'>
  readonly queryParams: ReadonlyMap<string, StringMatch | 'present'>
  readonly source: SourceMatch
  readonly place: Place
}

/** What istiod tests when it builds a table, rather than Envoy per request. */
export interface SourceMatch {
  /** 0 = any. */
  readonly port: number
  readonly labels: Readonly<Record<string, string>>
  readonly namespace: string
  /** Empty = those of the VirtualService. */
  readonly gateways: readonly string[]
}

export interface Destination {
  readonly host: string
  readonly subset: string
  readonly port?: number
  readonly weight: number
  readonly headers?: Fields
  readonly place: Place
}

export interface MirrorRule {
  readonly destination: Destination
  /** Absent = 100. */
  readonly percent?: number
}

export interface TlsRule {
  readonly match: readonly TlsMatch[]
  readonly destinations: readonly Destination[]
  readonly place: Place
}

export interface TlsMatch {
  readonly sniHosts: readonly string[]
  readonly destinationSubnets: readonly string[]
  readonly source: SourceMatch
  readonly place: Place
}

export interface TcpRule {
  readonly match: readonly TcpMatch[]
  readonly destinations: readonly Destination[]
  readonly place: Place
}

export interface TcpMatch {
  readonly destinationSubnets: readonly string[]
  readonly source: SourceMatch
}
