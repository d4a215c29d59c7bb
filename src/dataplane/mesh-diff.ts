import type { Place } from '../kernel/place.ts'
import type { Origin } from './origin.ts'

/** What differs between two revisions of a mesh for those who call in it. */
export interface MeshDiff {
  /** One per thing that changed; empty where no request changes its fate on the callers' side. */
  readonly entries: readonly DiffEntry[]
  /** Workloads whose own policies changed: who may call them, and how. */
  readonly servers: readonly ServerChange[]
  /** Text that changed, whether it moves requests or not. */
  readonly resources: readonly ResourceChange[]
  readonly assumed: readonly string[]
}

/** One request as `meshsim explain` takes it. */
export interface ExampleRequest {
  /** As `--from`; absent where the caller is assumed. */
  readonly from?: string
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Claims that a token must have, which no command line can make: `sub = jane`. */
  readonly claims: readonly string[]
}

/** What a person reads as one difference: all classes in which the same thing changed for the same reason. */
export interface DiffEntry {
  readonly changes: readonly Change[]
  /** Rules or policies that decide, each once. */
  readonly baseOrigins: readonly Origin[]
  readonly headOrigins: readonly Origin[]
  /** `sidecar default/web`, `gateway istio-system/istio-ingressgateway`. */
  readonly callers: readonly string[]
  /** Hosts with their ports, in the order of the tables. */
  readonly hosts: readonly string[]
  readonly classes: number
  /** Absent where requests may or may not exist: the search ended before it knew. */
  readonly example?: ExampleRequest
}

/** One thing that is different for a request. */
export interface Change {
  /** `destination`, `timeout`, `reviews.default:9080 v1: endpoints`. */
  readonly what: string
  /** Absent = not there on that side. */
  readonly base?: string
  readonly head?: string
  /** Where each side says so, if that is not the rule that took the request. */
  readonly baseOrigin?: Origin
  readonly headOrigin?: Origin
}

/** Workloads that judge requests by other policies than before. */
export interface ServerChange {
  /** `namespace/name`. */
  readonly workloads: readonly string[]
  /** `who may call`, `mutual TLS`, ... */
  readonly what: readonly string[]
  readonly baseOrigins: readonly Origin[]
  readonly headOrigins: readonly Origin[]
}

/** What happened to one resource between two revisions, as text; whether it moves traffic is another question. */
export interface ResourceChange {
  readonly resource: string
  readonly kind: string
  readonly what: 'added' | 'removed' | 'changed' | 'moved'
  /** On head's side, on base's where it was removed. */
  readonly place: Place
}
