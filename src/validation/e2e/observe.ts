import type { PodState } from '../../engine/pod-state.ts'
import type { VisitWatch } from '../../engine/visit-watch.ts'
import type { AttemptRecord } from '../../measure/attempt-record.ts'
import type { HopAttempt, HopRequest, Page, Visit } from './observation.ts'
import { CLIENT, type HopRecords, PageReader } from './page-reader.ts'
import type { RecordedProxy, Recording } from './recording.ts'

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

/** Reads the attempts of a run as the logs of its proxies and of its client. */
export function observeAttempts(
  records: readonly AttemptRecord[],
  recording: Recording,
): { pages: Page[]; requests: HopRequest[]; attempts: HopAttempt[] } {
  const proxies = new Map(recording.proxies.map(each => [each.name, each]))
  const pages = new PageReader(recording)
  const seen = { pages: [] as Page[], requests: [] as HopRequest[], attempts: [] as HopAttempt[] }
  for (const hops of byRequest(records)) {
    for (const [address, tries] of hops) {
      const proxy = proxies.get(tries[0].proxy)
      if (address !== CLIENT && proxy !== undefined) readHop(tries, proxy, recording, seen)
    }
    const page = pages.read(hops)
    if (page !== undefined) seen.pages.push(page)
  }
  return seen
}

function readHop(
  tries: HopRecords,
  { at, zone }: RecordedProxy,
  recording: Recording,
  seen: { readonly requests: HopRequest[]; readonly attempts: HopAttempt[] },
): void {
  const last = tries[tries.length - 1]
  const { startNs } = tries[0]
  const hop = `${at}>${last.to}`
  const timeoutNs = routeTimeoutNs(recording, last.to)
  let attempt = 0
  for (const tried of tries) {
    // A request that ends during its back-off has no attempt more.
    if (tried.attempt === attempt) continue
    attempt = tried.attempt
    const outcome = attemptOutcome(tried, timeoutNs > 0 && tried.endNs - startNs === timeoutNs)
    if (outcome === undefined) continue
    seen.attempts.push({ hop, startNs: tried.startNs, outcome, sameZone: tried.zone === zone })
  }
  const outcome = `${last.status} ${last.flags || '-'}`
  seen.requests.push({ hop, startNs, tookNs: last.endNs - startNs, attempts: Math.max(1, last.attempt), outcome })
}

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
  if (flags === '' && pod !== '') return `${status} -`
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
  const own = settings.routes.get(cluster)
  if (own !== undefined) return own.timeoutNs
  for (const [name, { timeoutNs }] of settings.routes) if (!applications.has(name)) return timeoutNs
  return 0
}
