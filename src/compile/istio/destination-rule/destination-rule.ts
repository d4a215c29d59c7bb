import type { Origin } from '../../../dataplane/origin.ts'
import type { Fields } from '../field.ts'

/**
 * One DestinationRule as a client sees it, possibly merged from several of one host and namespace
 * (pilot/pkg/model/destination_rule.go:ConsolidatedDestRule).
 */
export interface DestinationRule {
  readonly host: string
  readonly namespace: string
  /** Empty = the mesh default; else as written, `.` replaced by the own namespace. */
  readonly exportTo: ReadonlySet<string>
  /** Labels of client pods; absent = for all. */
  readonly workloadSelector?: Readonly<Record<string, string>>
  /** As in networking.istio.io TrafficPolicy. */
  readonly trafficPolicy?: Fields
  readonly subsets: readonly Subset[]
  readonly origin: Origin
}

export interface Subset {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly trafficPolicy?: Fields
  readonly origin: Origin
}
