/**
 * One HTTP request as a proxy sees it: what routing decides on. Immutable; a filter that changes it makes a new one.
 * Header names are lower case; a header sent on several lines keeps its lines apart, since Envoy tests each by itself.
 */
export interface Request {
  readonly method: string
  readonly scheme: 'http' | 'https'
  /** Value of Host / `:authority`, port included if the client wrote one. */
  readonly authority: string
  /** Path with query, as sent. */
  readonly path: string
  readonly headers: Headers
  /** Address of the downstream peer, for source-IP hashing and address policies. */
  readonly sourceIp?: string
  /** Claims of a verified token (RequestAuthentication), for claim-based routing. */
  readonly claims?: ReadonlyMap<string, unknown>
}

export type Headers = ReadonlyMap<string, readonly string[]>

export const NO_HEADERS: Headers = new Map()
