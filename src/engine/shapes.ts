import type { ConnectTarget } from '../dataplane/data-plane.ts'
import type { Headers, Request } from '../dataplane/request.ts'

/** A request as it is sent, and where the connection goes: all that routing can depend on. */
export interface Shape {
  readonly id: number
  readonly request: Request
  readonly target: ConnectTarget
  /** At a gateway that is asked who calls, and behind one that passes the caller's TLS on. */
  readonly caller?: MeshCaller
}

/** Scheme of the names in mesh certificates. */
export const SPIFFE = 'spiffe://'

/** A pod of the mesh; the principal is a SPIFFE ID that mutual TLS has proven. */
export interface MeshCaller {
  readonly ip: string
  readonly principal?: string
}

/**
 * Every distinct request of a run, once. A request in flight carries the number of its shape, and what is decided for a
 * shape is remembered by that number: thousands of requests a second have a handful of shapes.
 */
export class Shapes {
  private readonly byKey = new Map<string, Shape>()
  private readonly all: Shape[] = []

  intern(request: Request, target: ConnectTarget, caller?: MeshCaller): number {
    const key = JSON.stringify([
      request.method,
      request.scheme,
      request.authority,
      request.path,
      [...request.headers].sort(([a], [b]) => (a < b ? -1 : 1)),
      request.sourceIp,
      target.host,
      target.port,
      target.tls?.sni,
      caller?.ip,
      caller?.principal,
    ])
    const known = this.byKey.get(key)
    if (known) return known.id
    const shape: Shape = { id: this.all.length, request, target, ...(caller && { caller }) }
    this.byKey.set(key, shape)
    this.all.push(shape)
    return shape.id
  }

  of(id: number): Shape {
    return this.all[id]
  }

  /** The same request from a pod of the mesh. */
  calledBy(id: number, caller: MeshCaller): number {
    const { request, target } = this.all[id]
    return this.intern(request, target, caller)
  }

  /** The same request on its way to another port: what a gateway receives. */
  redirected(id: number, request: Request, port: number): number {
    const { target } = this.all[id]
    return this.intern(request, { host: target.host, port, tls: target.tls })
  }
}

/** The headers that an application passes on to its own calls; a name that ends in `*` stands for all it begins. */
export function forwarded(headers: Headers, names: readonly string[]): Headers {
  const kept = new Map<string, readonly string[]>()
  for (const [name, lines] of headers) {
    if (names.some(each => (each.endsWith('*') ? name.startsWith(each.slice(0, -1)) : name === each)))
      kept.set(name, lines)
  }
  return kept
}
