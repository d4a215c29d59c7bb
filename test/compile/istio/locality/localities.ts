import type { LocalityGroup } from '../../../../src/compile/istio/locality/group.ts'
import { parseLocality } from '../../../../src/compile/istio/pods/workload-template.ts'
import { localityText } from '../../../../src/kernel/locality.ts'
import { NO_PLACE } from '../../../../src/kernel/place.ts'

/** A group of endpoints of weight 1, one per set of labels. */
export function group(locality: string, ...labels: readonly Readonly<Record<string, string>>[]): LocalityGroup {
  const members = labels.map((own, index) => ({
    endpoint: {
      address: `${locality} ${index}`,
      port: 80,
      pod: '',
      weight: 1,
      health: 'HEALTHY' as const,
      mtls: false,
      place: NO_PLACE,
    },
    labels: own,
  }))
  return { locality: parseLocality(locality), priority: 0, weight: members.length, members }
}

/** `locality priority` per group. */
export function priorities(groups: readonly LocalityGroup[]): readonly string[] {
  return groups.map(({ locality, priority }) => `${localityText(locality)} ${priority}`)
}

/** `locality weight` per group. */
export function weights(groups: readonly LocalityGroup[]): readonly string[] {
  return groups.map(({ locality, weight }) => `${localityText(locality)} ${weight}`)
}
