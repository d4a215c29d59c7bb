import { childHop } from '../../engine/hop-address.ts'
import type { PodState } from '../../engine/pod-state.ts'
import type { VisitWatch } from '../../engine/visit-watch.ts'
import type { AttemptRecord } from '../../measure/attempt-record.ts'
import type { HopAttempt, HopRequest, Page, Visit } from './observation.ts'
import { degradedPage, failedPage } from './page-outcome.ts'
import type { Recording } from './recording.ts'

/** Writes down what the applications of a run would log. */
export class VisitLog implements VisitWatch {
  readonly visits: Visit[] = []
  private readonly open = new Map<number, OpenVisit>()

  arrived({ pod }: PodState, row: number, nowNs: number): void {
    this.open.set(row, { service: pod.workload, pod: pod.name, arrivedNs: nowNs, beganNs: -1, workNs: 0 })
  }

  began(row: number, nowNs: number, workNs: number): void {
    const visit = this.open.get(row)
    if (visit === undefined) return
    visit.beganNs = nowNs
    visit.workNs = workNs
  }

  answered(row: number): void {
    const visit = this.open.get(row)
    if (visit === undefined) return
    const { service, pod, arrivedNs, beganNs, workNs } = visit
    const rejected = beganNs < 0
    this.visits.push({ service, pod, arrivedNs, rejected, waitNs: rejected ? 0 : beganNs - arrivedNs, workNs })
    this.open.delete(row)
  }
}

interface OpenVisit {
  readonly service: string
  readonly pod: string
  readonly arrivedNs: number
  beganNs: number
  workNs: number
}

/** All attempts of one hop, in order; the last one ended it. */
type HopRecords = AttemptRecord[]

/** Reads the attempts of a run as the logs of its proxies and of its client. */
export function observeAttempts(
  records: readonly AttemptRecord[],
  recording: Recording,
): { pages: Page[]; requests: HopRequest[]; attempts: HopAttempt[] } {
  const zoneOf = new Map(recording.proxies.map(({ name, zone }) => [name, zone]))
  const serviceOf = new Map(recording.proxies.map(({ name, at }) => [name, at]))
  const requests: HopRequest[] = []
  const attempts: HopAttempt[] = []
  const pages: Page[] = []
  for (const hops of byRequest(records)) {
    for (const [address, tries] of hops) {
      if (address === CLIENT) continue
      const last = tries[tries.length - 1]
      const hop = `${serviceOf.get(last.proxy)}>${last.to}`
      const { startNs } = tries[0]
      const timeoutNs = routeTimeoutNs(recording, last.to)
      for (const tried of tries) {
        const outcome = attemptOutcome(tried, timeoutNs > 0 && tried.endNs - startNs === timeoutNs)
        if (outcome === undefined) continue
        attempts.push({ hop, startNs: tried.startNs, outcome, sameZone: zoneOf.get(tried.proxy) === tried.zone })
      }
      const outcome = `${last.status} ${last.flags || '-'}`
      requests.push({ hop, startNs, tookNs: last.endNs - startNs, attempts: Math.max(1, tries.length), outcome })
    }
    const page = pageOf(hops, recording)
    if (page !== undefined) pages.push(page)
  }
  return { pages, requests, attempts }
}

/** Address of the client's own hop, see engine/hop-address. */
const CLIENT = 0

function byRequest(records: readonly AttemptRecord[]): Iterable<Map<number, HopRecords>> {
  const requests = new Map<number, Map<number, HopRecords>>()
  for (const record of records) {
    let hops = requests.get(record.request)
    if (hops === undefined) {
      hops = new Map()
      requests.set(record.request, hops)
    }
    const tries = hops.get(record.hop)
    if (tries === undefined) hops.set(record.hop, [record])
    else tries.push(record)
  }
  return requests.values()
}

/**
 * Envoy's line per attempt, undefined when there was none: code 0 when no response headers came, and the flags that are
 * the attempt's own. That retries were used up or not to be had, that the caller left and that the route's timeout struck
 * is said of the request only (all seen at Envoy 1.40).
 */
function attemptOutcome({ pod, status, flags }: AttemptRecord, byRouteTimeout: boolean): string | undefined {
  const all = flags.split(',')
  // A full pool turns an attempt away, which is logged without a host; without a host to choose there is no attempt.
  if (pod === '') return all.includes('UO') ? '0 UO' : undefined
  const code = all.some(flag => NO_HEADERS.has(flag)) ? 0 : status
  const own = all.filter(flag => OWN_FLAGS.has(flag) && !(byRouteTimeout && flag === 'UT'))
  return `${code} ${own.join(',') || '-'}`
}

const OWN_FLAGS: ReadonlySet<string> = new Set(['UT', 'UF', 'UC', 'UR', 'UPE'])
const NO_HEADERS: ReadonlySet<string> = new Set([...OWN_FLAGS, 'DC'])

/** Timeout of the route to a cluster: its own, or that of the split route. 0 = none. */
function routeTimeoutNs({ settings, applications }: Recording, cluster: string): number {
  const split = [...settings.routes].find(([name]) => !applications.has(name))?.[1]
  return (settings.routes.get(cluster) ?? split)?.timeoutNs ?? 0
}

/** The page that the client got; undefined while it still waits. */
function pageOf(hops: ReadonlyMap<number, HopRecords>, { applications, pods }: Recording): Page | undefined {
  const client = hops.get(CLIENT)?.[0]
  if (client === undefined) return undefined
  const address = childHop(CLIENT, 0, 1)
  const entry = hops.get(address)?.at(-1)
  const { startNs, endNs, status } = client
  const base = { sentNs: startNs, tookNs: endNs - startNs, pod: entry?.pod ?? '' }
  if (status !== 200 || entry === undefined) {
    return { ...base, outcome: failedPage(status, entry?.flags ?? ''), kind: 'error', version: NO_VERSION }
  }
  const serviceOf = new Map(pods.map(({ name, service }) => [name, service]))
  const parts = { missing: [] as string[], version: NO_VERSION }
  const walk = (parent: number, pod: string): void => {
    const calls = applications.get(serviceOf.get(pod) ?? '')?.calls ?? []
    calls.forEach(({ to, tries }, index) => {
      const [made, last] = lastTry(hops, parent, index, tries)
      if (last === undefined) return
      if (last.status !== 200) {
        parts.missing.push(to)
        return
      }
      if (!applications.has(to)) parts.version = last.to
      walk(made, last.pod)
    })
  }
  walk(address, entry.pod)
  const { missing, version } = parts
  if (missing.length === 0) return { ...base, outcome: '200', kind: 'ok', version }
  return { ...base, outcome: degradedPage(missing), kind: 'degraded', version }
}

const NO_VERSION = 'none'

/** The last of an application's own tries of one call, with its address. */
function lastTry(
  hops: ReadonlyMap<number, HopRecords>,
  parent: number,
  index: number,
  tries: number,
): readonly [address: number, last: AttemptRecord | undefined] {
  for (let made = tries; made > 0; made--) {
    const address = childHop(parent, index, made)
    const last = hops.get(address)?.at(-1)
    if (last !== undefined) return [address, last]
  }
  return [0, undefined]
}
