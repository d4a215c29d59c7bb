import type { Request } from '../../dataplane/request.ts'

/** What a proxy knows of a connection when it decides about it. */
export interface ConnectionFacts {
  readonly sourceIp: string
  readonly destinationIp: string
  readonly destinationPort: number
  /** Server name of the TLS handshake; `''` without one. */
  readonly serverName: string
  /** `spiffe://cluster.local/ns/default/sa/web`, from the peer's verified certificate. */
  readonly principal?: string
  /** The client as x-forwarded-for tells, else the peer. */
  readonly remoteIp: string
  /** Absent on plain TCP. The claims of a verified token are the request's. */
  readonly request?: Request
}
