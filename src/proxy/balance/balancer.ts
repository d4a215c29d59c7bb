import type { HostList } from '../host-lists.ts'

/** The answer of a balancer that has nobody to pick. */
export const NO_HOST = -1

/**
 * A policy as one worker thread runs it: picks a slot from a list. Which list (priority, panic, locality) was decided
 * before. Envoy: LoadBalancerBase::chooseHostOnce.
 */
export interface Balancer {
  /** After every change of hosts, weights or health: the lists as they are now. */
  refresh(lists: readonly HostList[], nowNs: number): void
  /**
   * `drawn` is the 32-bit number that already chose the priority, or -1 if the priority was certain and none was drawn.
   * Returns a slot, or NO_HOST for an empty list.
   */
  pick(list: HostList, drawn: number, nowNs: number): number
}
