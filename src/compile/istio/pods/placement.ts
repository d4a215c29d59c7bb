import type { Locality } from '../../../kernel/locality.ts'

/** What a scenario says about numbers and places of pods; files without a say get `FROM_FILES`. */
export interface Placement {
  /** Empty = pods without a node have no locality. */
  readonly zones: readonly Locality[]
  /** Zones of clusters that have their own. */
  readonly clusterZones?: ReadonlyMap<string, readonly Locality[]>
  /** Overrides `spec.replicas`; undefined = as written. An autoscaler's minReplicas changes nothing at the start. */
  replicas(namespace: string, workload: string): number | undefined
  /** Pods per zone, in the order of `zones`; undefined = evenly. */
  spread(namespace: string, workload: string): readonly number[] | undefined
}

/** Replicas and nodes as the files say, nothing else. */
export const FROM_FILES: Placement = { zones: [], replicas: () => undefined, spread: () => undefined }
