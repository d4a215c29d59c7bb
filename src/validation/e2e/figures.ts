import { MILLISECOND } from '../../kernel/time.ts'
import type { HopAttempt, HopRequest, Observation, Page, Visit } from './observation.ts'
import type { RecordedWindow } from './recording.ts'

/** Figures of one window by name, as the recording's README defines them. */
export type Figures = ReadonlyMap<string, number>

/** What a figure may be about even when nothing was seen of it. */
export interface Subjects {
  readonly pods: readonly string[]
  /** Services of the split route. */
  readonly versions: readonly string[]
  /** Service that makes the pages, for the names of `not_ok_by_<service>`. */
  readonly pageService: string
}

/** One map per window. Things belong to the window in which they began. */
export function windowFigures(
  seen: Observation,
  windows: readonly RecordedWindow[],
  subjects: Subjects,
): readonly Figures[] {
  const pages = byWindow(seen.pages, windows, ({ sentNs }) => sentNs)
  const requests = byWindow(seen.requests, windows, ({ startNs }) => startNs)
  const attempts = byWindow(seen.attempts, windows, ({ startNs }) => startNs)
  const visits = byWindow(seen.visits, windows, ({ arrivedNs }) => arrivedNs)
  const ejects = byWindow(seen.ejectsNs, windows, atNs => atNs)
  const unejects = byWindow(seen.unejectsNs, windows, atNs => atNs)
  return windows.map((_, at) => {
    const visitsOf = grouped(visits[at], ({ pod }) => pod)
    return new Map([
      ...clientFigures(pages[at], subjects),
      ...hopFigures(requests[at], attempts[at]),
      ...serviceFigures(visits[at], pages[at].length),
      ...subjects.pods.map((pod): Figure => [`pod[${pod}].requests`, visitsOf.get(pod)?.length ?? 0]),
      ['outlier.ejects', ejects[at].length],
      ['outlier.unejects', unejects[at].length],
    ])
  })
}

/** What lies in no window is left out. */
function byWindow<T>(items: readonly T[], windows: readonly RecordedWindow[], atOf: (item: T) => number): T[][] {
  const sorted = windows.map((): T[] => [])
  for (const item of items) {
    const atNs = atOf(item)
    const at = windows.findIndex(({ fromNs, toNs }) => atNs >= fromNs && atNs < toNs)
    if (at >= 0) sorted[at].push(item)
  }
  return sorted
}

type Figure = [name: string, value: number]

function clientFigures(pages: readonly Page[], { versions, pageService }: Subjects): Figure[] {
  if (pages.length === 0) return [['client.requests', 0]]
  const share = (of: (page: Page) => boolean): number => pages.filter(of).length / pages.length
  const notOk = pages.filter(({ kind, pod }) => kind !== 'ok' && pod !== '')
  return [
    ['client.requests', pages.length],
    ...(['ok', 'degraded', 'error'] as const).map(
      (kind): Figure => [`client.${kind}_share`, share(page => page.kind === kind)],
    ),
    ...counted(pages, ({ outcome }) => `client.outcome[${outcome}]`),
    ...[...versions, 'none'].map(
      (version): Figure => [`client.version_share[${version}]`, share(page => page.version === version)],
    ),
    ...latencies(
      'client',
      pages.map(({ tookNs }) => tookNs),
    ),
    ...counted(notOk, ({ pod }) => `client.not_ok_by_${pageService}[${pod}]`),
  ]
}

function hopFigures(requests: readonly HopRequest[], attempts: readonly HopAttempt[]): Figure[] {
  const byHop = grouped(requests, ({ hop }) => hop)
  const attemptsByHop = grouped(attempts, ({ hop }) => hop)
  return [...new Set([...byHop.keys(), ...attemptsByHop.keys()])].flatMap(hop => {
    const name = `hop[${hop}]`
    const ofHop = byHop.get(hop) ?? []
    const tried = attemptsByHop.get(hop) ?? []
    const near = tried.filter(({ sameZone }) => sameZone).length
    const figures: Figure[] = [
      [`${name}.requests`, ofHop.length],
      [`${name}.attempts`, tried.length],
      ...counted(tried, ({ outcome }) => `${name}.attempt_outcome[${outcome}]`),
      [`${name}.same_zone_attempt_share`, tried.length === 0 ? 0 : near / tried.length],
    ]
    if (ofHop.length === 0) return figures
    return [
      ...figures,
      [`${name}.attempts_per_request`, mean(ofHop.map(request => request.attempts))],
      [`${name}.requests_with_retry`, ofHop.filter(request => request.attempts > 1).length],
      ...counted(ofHop, ({ outcome }) => `${name}.outcome[${outcome}]`),
      ...latencies(
        name,
        ofHop.map(({ tookNs }) => tookNs),
      ),
    ]
  })
}

function serviceFigures(visits: readonly Visit[], pages: number): Figure[] {
  return [...grouped(visits, ({ service }) => service)].flatMap(([service, all]) => {
    const name = `service[${service}]`
    const served = all.filter(({ rejected }) => !rejected)
    const figures: Figure[] = [
      [`${name}.requests`, all.length],
      [`${name}.requests_per_page`, pages === 0 ? 0 : all.length / pages],
      [`${name}.queue_full_503`, all.length - served.length],
    ]
    if (served.length === 0) return figures
    return [
      ...figures,
      [`${name}.queue_wait_ms.mean`, mean(served.map(({ waitNs }) => waitNs)) / MILLISECOND],
      [`${name}.service_time_ms.mean`, mean(served.map(({ workNs }) => workNs)) / MILLISECOND],
    ]
  })
}

function latencies(name: string, tookNs: readonly number[]): Figure[] {
  const sorted = Float64Array.from(tookNs).sort()
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] / MILLISECOND
  return [
    [`${name}.latency_ms.mean`, mean(tookNs) / MILLISECOND],
    [`${name}.latency_ms.p50`, rank(0.5)],
    [`${name}.latency_ms.p95`, rank(0.95)],
    [`${name}.latency_ms.p99`, rank(0.99)],
  ]
}

function counted<T>(items: readonly T[], nameOf: (item: T) => string): Figure[] {
  return [...grouped(items, nameOf)].map(([name, { length }]) => [name, length])
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
