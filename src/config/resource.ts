import type { Place } from '../kernel/place.ts'
import type { SourceNode } from './source-node.ts'

/** One Kubernetes object as written. */
export interface Resource {
  readonly apiVersion: string
  readonly kind: string
  /** `default` when the file names none and the kind is namespaced; `''` for cluster-scoped kinds. */
  readonly namespace: string
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  /** Milliseconds since 1970; 2024-01-01T00:00:00Z when the file has none (the recordings' rule). */
  readonly creationTimeMs: number
  /** The whole object: scalars as kubectl reads them. Checked against the field table where its kind has one. */
  readonly body: Readonly<Record<string, unknown>>
  /** Place of every key and value of `body`; see `placeOf`. */
  readonly source: SourceNode
  readonly place: Place
  /** Cluster id for multi-cluster input (one folder per cluster), else `''`. */
  readonly cluster: string
}

/** `Kind/namespace/name`: how messages and origins name a resource. */
export function resourceId(resource: Pick<Resource, 'kind' | 'namespace' | 'name'>): string {
  return resource.namespace
    ? `${resource.kind}/${resource.namespace}/${resource.name}`
    : `${resource.kind}/${resource.name}`
}
