import type { RouteDestination, RouteResult } from './route.ts'

/** What vitest and jest take back from a matcher. */
export interface MatcherResult {
  readonly pass: boolean
  message(): string
}

export interface Destination {
  readonly subset?: string
  readonly port?: number
  /** Percent; default 100: every request goes there. */
  readonly weight?: number
}

/** Percent may be written with a rounded fraction, as in route tests. */
const PERCENT_SLACK = 0.1

/** Every request (or `weight` percent) goes to this host. A host is written as in YAML: `reviews`, `reviews.prod`, or whole. */
export function toRouteTo(result: RouteResult, host: string, wanted: Destination = {}): MatcherResult {
  const { subset, port, weight = 100 } = wanted
  const there = result.destinations
    .filter(to => isHost(to.host, host) && (subset === undefined || to.subset === subset))
    .filter(to => port === undefined || to.port === port)
    .reduce((sum, to) => sum + to.weight, 0)
  const words = [host, subset && `subset ${subset}`, port && `port ${port}`, weight !== 100 && `weight ${weight}`]
  const pass = result.status === undefined && isPercent(there, weight)
  return { pass, message: () => failure(words.filter(Boolean).join(' '), result) }
}

/** The proxy redirects to exactly this location, by any code unless one is given. */
export function toRedirectTo(result: RouteResult, location: string, wanted: { code?: number } = {}): MatcherResult {
  const { code } = wanted
  const pass = result.redirect === location && (code === undefined || result.status === code)
  return { pass, message: () => failure(`${code ?? 'redirect'} to ${location}`, result) }
}

/** A proxy answers with an error by itself: no route, a policy, a fault for all, a direct response of 400 and above. */
export function toBeRefused(result: RouteResult, status?: number): MatcherResult {
  const pass = result.status !== undefined && result.status >= 400 && (status === undefined || result.status === status)
  return { pass, message: () => failure(status === undefined ? 'refused' : `refused with ${status}`, result) }
}

/** The split in percent by subset, or by `host` or `host/subset`; what is not named has no share. */
export function toSplit(result: RouteResult, split: Readonly<Record<string, number>>): MatcherResult {
  const keys = Object.keys(split)
  const isNamed = (to: RouteDestination) => to.weight === 0 || keys.some(key => isKey(to, key))
  const shareOf = (key: string) =>
    result.destinations.filter(to => isKey(to, key)).reduce((sum, to) => sum + to.weight, 0)
  const pass =
    result.status === undefined &&
    result.destinations.every(isNamed) &&
    keys.every(key => isPercent(shareOf(key), split[key]))
  const words = keys.map(key => `${key} ${split[key]}%`).join(', ')
  return { pass, message: () => failure(`split ${words}`, result) }
}

/** What `expect.extend(routeMatchers)` adds to assertions; R is what the test framework's matchers return. */
export interface RouteMatchers<R> {
  toRouteTo(host: string, destination?: Destination): R
  toRedirectTo(location: string, wanted?: { code?: number }): R
  toBeRefused(status?: number): R
  toSplit(split: Readonly<Record<string, number>>): R
}

/** For `expect.extend`, in vitest (done by `meshsim/vitest`) and in jest. */
export const routeMatchers = { toRouteTo, toRedirectTo, toBeRefused, toSplit }

function isPercent(got: number, wanted: number): boolean {
  return Math.abs(got - wanted) <= PERCENT_SLACK
}

function isHost(host: string, written: string): boolean {
  return (
    host === written || [`${written}.svc.`, `${written}.`].some(start => isOfCluster(host) && host.startsWith(start))
  )
}

function isOfCluster(host: string): boolean {
  return /^[^.]+\.[^.]+\.svc\./.test(host)
}

function isKey(to: RouteDestination, key: string): boolean {
  const [host, subset] = key.split('/')
  if (subset !== undefined) return isHost(to.host, host) && to.subset === subset
  return to.subset === key || isHost(to.host, key)
}

/** The failure block of `meshsim test`; it reads the same under `.not`. */
function failure(expected: string, result: RouteResult): string {
  const { rule, ruleName } = result
  const by = ruleName === undefined ? '' : `, by ${ruleName}`
  const where = rule && rule.place.line > 0 ? `\n${rule.place.file}:${rule.place.line}:${rule.place.column}` : ''
  return `expected  ${expected}        got  ${gotText(result)}${by}${where}\n\n${result.explain()}`
}

function gotText({ destinations, status, redirect }: RouteResult): string {
  if (redirect !== undefined) return `${status} to ${redirect}`
  if (status !== undefined) return `${status} by a proxy`
  const shown = destinations.map(({ host, subset, port, weight }) => {
    const share = destinations.length > 1 ? ` ${Number(weight.toFixed(2))}%` : ''
    return `${host.replace(/\.svc\.cluster\.local$/, '')}${subset ? ` subset ${subset}` : ''} port ${port}${share}`
  })
  return shown.join(', ') || 'no destination'
}
