import type { Code } from './recorder.ts'
import type { HopLabels } from './result.ts'
import type { PodLabels } from './stations.ts'

/** Labels of one time series: a hop's without zone and pod. */
export type GroupLabels = Pick<HopLabels, 'source' | 'at' | 'atGateway' | 'to' | 'workload' | 'version'>

/** Labels of a selector, `metric{at=gateway, to=reviews}`: names with or without their namespace. */
export type Labels = Readonly<Partial<Record<string, string>>>

/**
 * Whether a name written in a selector means `label`: equal, or equal without the namespace. Where several namespaces
 * know the name, `withNamespaces` has put one before it.
 */
export function namesMatch(written: string | undefined, label: string): boolean {
  return written === undefined || label === written || (!written.includes('/') && label.endsWith(`/${written}`))
}

/** Labels that say at which hop a request is looked at; without any of them the client's own view is meant. */
const HOP_LABELS = ['at', 'to', 'service', 'workload', 'version', 'zone', 'pod']

/** Words of `at` that no workload can take: the client outside (a workload `client` is `default/client`), the entry gateway. */
const PLACES = ['client', 'gateway']

function atMatches(labels: Labels, { at, atGateway }: Pick<HopLabels, 'at' | 'atGateway'>): boolean {
  if (labels.at === 'gateway') return atGateway
  if (labels.at === 'client') return at === 'client'
  if (labels.at !== undefined) return namesMatch(labels.at, at)
  return at === 'client' || HOP_LABELS.some(name => labels[name] !== undefined)
}

/** Labels of the call itself: source, at, to or service. */
export function matchesCall(labels: Labels, hop: GroupLabels): boolean {
  return (
    (labels.source === undefined || labels.source === hop.source) &&
    atMatches(labels, hop) &&
    namesMatch(labels.to, hop.to) &&
    namesMatch(labels.service, hop.to)
  )
}

/** Everything a time series knows of a request. */
export function matchesGroup(labels: Labels, group: GroupLabels): boolean {
  return (
    matchesCall(labels, group) &&
    namesMatch(labels.workload, group.workload) &&
    (labels.version === undefined || labels.version === group.version)
  )
}

/** Labels of who answered: workload, version, zone, pod. */
export function matchesPod(labels: Labels, pod: PodLabels): boolean {
  return (
    namesMatch(labels.workload, pod.workload) &&
    (namesMatch(labels.pod, pod.pod) || labels.pod === `${namespaceOf(pod.workload)}/${pod.pod}`) &&
    (labels.version === undefined || labels.version === pod.version) &&
    zonesMatch(labels.zone, pod.zone)
  )
}

function namespaceOf(workload: string): string {
  return workload.slice(0, workload.indexOf('/'))
}

/** `eu-1a` means `eu/eu-1a` and that holds `eu/eu-1a/rack1`; a zone that was kept without its region matches either. */
export function zonesMatch(written: string | undefined, zone: string): boolean {
  return written === undefined || `/${zone}/`.includes(`/${written}/`) || (zone !== '' && written.endsWith(`/${zone}`))
}

/** Code (`503`, `grpc 14`) and response flag (`UO`) of an answer. The HTTP status of a gRPC error is 200. */
export function matchesCode(labels: Labels, { status, grpcStatus, flags }: Omit<Code, 'outcome'>): boolean {
  return (
    (labels.code === undefined || labels.code === String(status) || labels.code === grpcText(grpcStatus)) &&
    (labels.flag === undefined || flags.split(',').includes(labels.flag))
  )
}

/** As selectors and results name a grpc-status. */
export function grpcText(grpcStatus: number | undefined): string | undefined {
  return grpcStatus === undefined ? undefined : `grpc ${grpcStatus}`
}

const NAMES = ['at', 'to', 'service', 'workload', 'pod'] as const

/**
 * Puts the namespace before names that several namespaces know: `default` is meant then (settled names).
 * @param known names of the run, as hops and pods carry them
 */
export function withNamespaces(labels: Labels, known: Iterable<string>): Labels {
  const names = new Set(known)
  const resolved: Record<string, string | undefined> = { ...labels }
  for (const label of NAMES) {
    const written = labels[label]
    if (written === undefined || written.includes('/')) continue
    if (label === 'at' && PLACES.includes(written)) continue
    const candidates = [...names].filter(name => namesMatch(written, name))
    if (candidates.length > 1 && names.has(`default/${written}`)) resolved[label] = `default/${written}`
  }
  return resolved
}
