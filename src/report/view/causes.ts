import type {
  BreakerRow,
  Causes,
  EjectionRow,
  OutlierRow,
  PathRow,
  PriorityRow,
  PriorityStep,
  RetryRow,
} from '../../measure/causes.ts'
import { WHOLE_RUN } from '../../measure/windows.ts'
import { countText, durationText, instantText, percentText, ratioText } from '../figure.ts'
import { grouped } from './hops.ts'
import type { Namer } from './names.ts'

/** One thing that explains the figures: about whom, and what. */
export interface CauseLine {
  readonly topic: 'ejected' | 'kept in' | 'priorities' | 'panic' | 'limits' | 'retries' | 'path'
  readonly about: string
  readonly text: string
}

/** An amplification that rounds to this is not worth a word. */
export const LEAST_TOLD = 1.01

/** What happened and why, in sentences, by topic; within a topic the most important first. */
export function causeLines(causes: Causes, name: Namer): CauseLine[] {
  return [
    ...byCount(causes.outlierDetection, row => row.ejections).map(row => ejectionLine(row, causes, name)),
    ...byCount(causes.outlierDetection, row => row.refused).map(row => refusalLine(row, name)),
    ...byShare(causes.priorities).flatMap(row => priorityLines(row, name)),
    ...causes.breakers.map(row => breakerLine(row, name)),
    ...worstRetries(causes.retries).map(row => retryLine(row, causes.retries, name)),
    ...worstPaths(causes.paths).map(row => pathLine(row, name)),
  ]
}

/** `web → reviews (v2)`: callers and what they call, by cluster. */
export function clusterName({ at, cluster, to }: Pick<OutlierRow, 'at' | 'cluster' | 'to'>, name: Namer): string {
  const [, , subset = ''] = cluster.split('|')
  return `${name(at)} → ${name(to)}${subset === '' ? '' : ` (${subset})`}`
}

/** `with 3 hosts and a cap of 34%, 1 can be ejected`. */
export function capText(row: OutlierRow): string {
  const { hosts, ejectable, hostsLeast, ejectableLeast, capPercent } = row
  const some = (count: number) => (count === 0 ? 'none' : countText(count))
  const least = hostsLeast === undefined ? '' : `, with ${countText(hostsLeast)} ${some(ejectableLeast ?? 0)}`
  return `with ${plural(hosts, 'host')} and a cap of ${capPercent}%, ${some(ejectable)} can be ejected${least}`
}

const DETECTORS: Readonly<Record<string, string>> = {
  consecutive_5xx: 'consecutive 5xx',
  consecutive_gateway_failure: 'consecutive gateway failures',
  consecutive_local_origin_failure: 'consecutive local-origin failures',
  success_rate: 'a low success rate',
  failure_percentage: 'a high failure percentage',
}

/** `5 consecutive 5xx`: Envoy's name of a detector, legible, with how many it takes. */
export function detectorText({ detector, threshold }: Pick<EjectionRow, 'detector' | 'threshold'>): string {
  const text = DETECTORS[detector] ?? detector
  return threshold === undefined ? text : `${threshold} ${text}`
}

/** The detectors that ejected in one cluster; thresholds as the listed ejections tell them. */
export function detectorsText(row: OutlierRow, { ejections }: Causes): string {
  const isOfRow = (each: EjectionRow) => each.at === row.at && each.cluster === row.cluster && each.to === row.to
  const found = Object.keys(row.detectors).map(
    detector => ejections.find(each => isOfRow(each) && each.detector === detector) ?? { detector },
  )
  return found.map(detectorText).join(', ')
}

/** `504 UT 90%, 503 10%`: kinds with their share, the largest first. */
export function sharesText(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts).sort(([a, many], [b, few]) => few - many || (a < b ? -1 : 1))
  const total = entries.reduce((sum, [, count]) => sum + count, 0)
  if (entries.length === 1) return entries[0][0]
  return entries.map(([kind, count]) => `${kind} ${percentText(count / total)}`).join(', ')
}

function byCount(rows: readonly OutlierRow[], count: (row: OutlierRow) => number): OutlierRow[] {
  return rows.filter(row => count(row) > 0).sort((a, b) => count(b) - count(a))
}

function ejectionLine(row: OutlierRow, causes: Causes, name: Namer): CauseLine {
  const { ejections, pods, ejectingProxies, proxies, last, refused } = row
  const who = `${plural(pods, 'pod')} ${plural(ejections, 'time')} by ${ejectingProxies} of ${plural(proxies, 'proxy', 'proxies')}`
  const why = `${detectorsText(row, causes)}; last ${sharesText(last)}`
  const cap = refused > 0 ? '' : `; ${capText(row)}`
  const out = row.longestNs === undefined ? '' : `, out for ${outText(row)}`
  return { topic: 'ejected', about: clusterName(row, name), text: `${who}${out} (${why})${cap}` }
}

/** How long pods were out: `30s to 95s`; empty where none came back. */
export function outText({ shortestNs, longestNs }: OutlierRow): string {
  if (shortestNs === undefined || longestNs === undefined) return ''
  const [shortest, longest] = [durationText(shortestNs), durationText(longestNs)]
  return shortest === longest ? shortest : `${shortest} to ${longest}`
}

function refusalLine(row: OutlierRow, name: Namer): CauseLine {
  const text = `${plural(row.refused, 'ejection')} refused: ${capText(row)}`
  return { topic: 'kept in', about: clusterName(row, name), text }
}

function priorityLines(row: PriorityRow, name: Namer): CauseLine[] {
  const about = clusterName(row, name)
  const away = row.steps.filter(step => leftFirst(step) > 0)
  const lines: CauseLine[] = []
  if (away.length > 0) {
    const most = Math.max(...away.map(leftFirst))
    const back = row.steps.slice(row.steps.indexOf(away[away.length - 1]) + 1)[0]
    const when = `${instantText(away[0].atNs)} to ${back === undefined ? 'the end' : instantText(back.atNs)}`
    const share = percentText(most / 100)
    lines.push({ topic: 'priorities', about, text: `up to ${share} of the requests left the first priority, ${when}` })
  }
  if (row.panicNs > 0) {
    const most = Math.max(...row.steps.map(({ panicking }) => panicking))
    const who = `${plural(most, 'proxy', 'proxies')}, ${durationText(row.panicNs)} in all`
    lines.push({ topic: 'panic', about, text: `too few healthy hosts, so health was ignored: ${who}` })
  }
  return lines
}

/** Those first of whose requests most went elsewhere. */
function byShare(rows: readonly PriorityRow[]): PriorityRow[] {
  const most = (row: PriorityRow) => Math.max(0, ...row.steps.map(leftFirst))
  return [...rows].sort((a, b) => most(b) - most(a))
}

/** Percent of the requests that went to other priorities than the first. */
function leftFirst({ loads }: PriorityStep): number {
  return loads.slice(1).reduce((sum, load) => sum + load, 0)
}

function breakerLine(row: BreakerRow, name: Namer): CauseLine {
  return { topic: 'limits', about: clusterName(row, name), text: overflowTexts(row).join('; ') }
}

/** What each limit turned away. */
export function overflowTexts(row: BreakerRow): string[] {
  const { connectionOverflows, pendingOverflows, requestOverflows, retryOverflows } = row
  const parts: [number, string][] = [
    [pendingOverflows, `turned away by max pending requests ${row.maxPendingRequests ?? ''}`],
    [requestOverflows, `turned away by max requests ${row.maxRequests ?? ''}`],
    [retryOverflows, `not retried by max retries ${row.maxRetries ?? ''}`],
    [connectionOverflows, `had to wait by max connections ${row.maxConnections ?? ''}`],
  ]
  return parts.filter(([count]) => count > 0).map(([count, what]) => `${countText(count)} ${what}`.trimEnd())
}

/** Each hop in the window in which it was amplified most; hops that hardly were are left out. */
function worstRetries(rows: readonly RetryRow[]): RetryRow[] {
  const extra = (row: RetryRow) => row.attempts - row.requests + row.calledAgain
  return grouped(rows, row => JSON.stringify([row.source, row.at, row.to]))
    .map(hop => hop.reduce((worst, row) => (row.amplification > worst.amplification ? row : worst)))
    .filter(row => row.amplification >= LEAST_TOLD)
    .sort((a, b) => extra(b) - extra(a))
}

function retryLine(row: RetryRow, all: readonly RetryRow[], name: Namer): CauseLine {
  const { source, at, to, window, codes, calledAgain, amplification } = row
  const sources = new Set(all.map(each => each.source)).size
  const whole = all.find(
    each => each.source === source && each.at === at && each.to === to && each.window === WHOLE_RUN,
  )
  const where = window === WHOLE_RUN ? '' : ` in ${window}`
  const compared = whole && whole !== row ? `, ${ratioText(whole.amplification)} over the whole run` : ''
  const after = Object.keys(codes).length === 0 ? '' : `; retried after ${sharesText(codes)}`
  const again = calledAgain === 0 ? '' : `; ${plural(calledAgain, 'request')} made again by the application`
  const text = `${ratioText(amplification)} attempts per request${where}${compared}${after}${again}`
  return { topic: 'retries', about: `${sources > 1 ? `${source}: ` : ''}${name(at)} → ${name(to)}`, text }
}

/** Each path with more than one amplifying hop, in its worst window. */
function worstPaths(rows: readonly PathRow[]): PathRow[] {
  const multiplied = rows.filter(({ factors }) => factors.filter(factor => factor >= LEAST_TOLD).length > 1)
  return grouped(multiplied, row => JSON.stringify([row.source, row.path]))
    .map(path => path.reduce((worst, row) => (row.amplification > worst.amplification ? row : worst)))
    .sort((a, b) => b.amplification - a.amplification)
}

function pathLine({ path, factors, amplification, window }: PathRow, name: Namer): CauseLine {
  const where = window === WHOLE_RUN ? '' : ` in ${window}`
  const product = factors
    .filter(factor => factor >= LEAST_TOLD)
    .map(ratioText)
    .join(' × ')
  const text = `${ratioText(amplification)} attempts at the end for one at the start${where}: ${product}`
  return { topic: 'path', about: path.map(name).join(' → '), text }
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`
}
