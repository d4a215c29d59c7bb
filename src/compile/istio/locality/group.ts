import type { Endpoint } from '../../../dataplane/endpoint.ts'
import type { Locality } from '../../../kernel/locality.ts'

/** Endpoints of one locality (and later one priority) on their way into a load assignment. */
export interface LocalityGroup {
  readonly locality: Locality
  readonly priority: number
  readonly weight: number
  readonly members: readonly GroupMember[]
}

/** The endpoint as sent, and the labels that only the control plane sees. */
export interface GroupMember {
  readonly endpoint: Endpoint
  readonly labels: Readonly<Record<string, string>>
}

/** A locality that the way over networks left empty counts as one: `distribute` reserves it a share. */
export function totalWeight(members: readonly GroupMember[]): number {
  if (members.length === 0) return 1
  return members.reduce((sum, { endpoint }) => sum + endpoint.weight, 0)
}

/**
 * Priorities renumbered to 0..k without gaps, as Envoy wants them, and in that order (which is for the reader: Envoy
 * looks at each priority by itself, so only the order within one matters, and that is kept).
 */
export function inPriorityOrder(groups: readonly LocalityGroup[]): readonly LocalityGroup[] {
  const used = [...new Set(groups.map(group => group.priority))].sort((a, b) => a - b)
  const rank = new Map(used.map((priority, index) => [priority, index]))
  return groups
    .map(group => ({ ...group, priority: rank.get(group.priority) ?? 0 }))
    .sort((a, b) => a.priority - b.priority)
}
