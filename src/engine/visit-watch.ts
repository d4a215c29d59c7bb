import type { PodState } from './pod-state.ts'

/**
 * Looks over the shoulder of the applications: what their own logs would say. Attempts are told by the books, as a
 * caller's proxy sees them; this is the other side. The engine decides nothing from it.
 */
export interface VisitWatch {
  /** A request reached the application. `row` names it until it is answered or dropped. */
  arrived(pod: PodState, row: number, nowNs: number): void
  /** A worker took it. */
  began(row: number, nowNs: number, workNs: number): void
  /** The answer leaves; for a request that was turned away, without a beginning. */
  answered(row: number, status: number): void
}
