import type { HopLabels } from './result.ts'

/** Labels of one time series: a hop's without zone and pod. */
export type GroupLabels = Pick<HopLabels, 'source' | 'at' | 'atGateway' | 'to' | 'workload' | 'version'>

/** Labels of a selector, `metric{at=gateway, to=reviews}`: names with or without their namespace. */
export type Labels = Readonly<Partial<Record<string, string>>>

/**
 * Whether a name written in a selector means `label`: equal, or equal without the namespace. Where several namespaces
 * know the name, see `resolveName`.
 */
export function namesMatch(written: string, label: string): boolean {
  return label === written || (!written.includes('/') && label.endsWith(`/${written}`))
}

/** Labels that say at which hop a request is looked at; without any of them the client's own view is meant. */
const HOP_LABELS = ['at', 'to', 'service', 'workload', 'version', 'zone', 'pod']

export function atMatches(labels: Labels, at: string, atGateway: boolean): boolean {
  if (labels.at === undefined) return HOP_LABELS.some(name => labels[name] !== undefined) || at === 'client'
  return labels.at === 'gateway' ? atGateway : namesMatch(labels.at, at)
}

export function matchesGroup(labels: Labels, group: GroupLabels): boolean {
  const to = labels.to ?? labels.service
  return (
    (labels.source === undefined || labels.source === group.source) &&
    atMatches(labels, group.at, group.atGateway) &&
    (to === undefined || namesMatch(to, group.to)) &&
    (labels.workload === undefined || namesMatch(labels.workload, group.workload)) &&
    (labels.version === undefined || labels.version === group.version)
  )
}
