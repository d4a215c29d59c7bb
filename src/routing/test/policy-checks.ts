import type {
  Expectation,
  FaultExpectation,
  HeaderExpectation,
  MirrorExpectation,
  RetryExpectation,
} from '../../config/route-tests/route-tests.ts'
import { durationText } from '../../config/scenario/duration.ts'
import type { HeaderMutation } from '../../dataplane/route.ts'
import type { ClusterFacts, RouteFacts } from './facts.ts'
import { isHost, isPercent, type Mismatch, percentText, shortHost } from './mismatch.ts'
import { isRetriedOn } from './retried-on.ts'

/** Everything that rule and destination say beside where requests go. */
export function policyMismatches(expect: Expectation, facts: RouteFacts): readonly Mismatch[] {
  const found: Mismatch[] = []
  const check = (what: string, isRight: boolean, expected: string, got: string) => {
    if (!isRight) found.push({ what, expected, got })
  }
  const { noRoute, redirect, rewrite, timeoutNs, lb, mtls, hashKey } = expect
  if (noRoute !== undefined) {
    const isRight = facts.isUnrouted && facts.status === noRoute
    check('no-route', isRight, `no route: ${noRoute}`, facts.isUnrouted ? `no route: ${facts.status}` : 'a route')
  }
  if (redirect) {
    const { to, code } = redirect
    const isRight =
      facts.redirect !== undefined &&
      (to === undefined || to === facts.redirect.to) &&
      (code === undefined || code === facts.redirect.code)
    const got = facts.redirect ? `${facts.redirect.code} to ${facts.redirect.to}` : 'no redirect'
    check('redirect', isRight, [code, to && `to ${to}`].filter(Boolean).join(' ') || 'a redirect', got)
  }
  if (rewrite?.path !== undefined) check('rewrite.path', facts.path === rewrite.path, rewrite.path, facts.path)
  if (rewrite?.host !== undefined) check('rewrite.host', facts.host === rewrite.host, rewrite.host, facts.host)
  if (timeoutNs !== undefined) {
    const wanted = timeoutNs === 'none' ? 0 : timeoutNs
    check('timeout', facts.timeoutNs === wanted, timeText(wanted), timeText(facts.timeoutNs))
  }
  if (expect.retries !== undefined) found.push(...retryMismatches(expect.retries, facts))
  if (expect.fault !== undefined) found.push(...faultMismatches(expect.fault, facts))
  if (expect.mirror !== undefined) found.push(...mirrorMismatches(expect.mirror, facts))
  found.push(...headerMismatches('headers.request', expect.headers?.request, facts.requestHeaders))
  found.push(...headerMismatches('headers.response', expect.headers?.response, facts.responseHeaders))
  if (hashKey !== undefined)
    check('hash-key', facts.hashKeys.includes(hashKey), hashKey, facts.hashKeys.join(', ') || 'none')
  const ofAll = (what: string, wanted: string, of: (cluster: ClusterFacts) => string) => {
    const got = [...new Set(facts.clusters.map(of))]
    check(what, got.length === 1 && got[0] === wanted, wanted, got.join(', ') || 'no destination')
  }
  if (lb !== undefined) ofAll('lb', lb, cluster => cluster.lb)
  if (mtls !== undefined) ofAll('mtls', mtls === 'none' ? 'DISABLE' : mtls, cluster => cluster.mtls)
  for (const [name, value] of Object.entries(expect.limits ?? {})) {
    ofAll(`limits.${name}`, String(value), ({ limits }) => String(limits[name] ?? 'unlimited'))
  }
  const { failover, distribute, because } = expect.locality ?? {}
  if (failover !== undefined) ofAll('locality.failover', String(failover), ({ locality }) => String(locality.failover))
  if (distribute !== undefined)
    ofAll('locality.distribute', String(distribute), ({ locality }) => String(locality.distribute))
  if (because !== undefined) {
    const got = [...new Set(facts.clusters.map(({ locality }) => locality.because))]
    check(
      'locality.because',
      got.some(reason => reason.includes(because)),
      because,
      got.join('; ') || 'no destination',
    )
  }
  return found
}

export function timeText(ns: number): string {
  return ns === 0 ? 'none' : durationText(ns)
}

function retryMismatches(wanted: RetryExpectation | 'none', { retry }: RouteFacts): readonly Mismatch[] {
  const got = retry
    ? `${retry.attempts} on ${[retry.on, ...retry.retriableStatusCodes].filter(each => each !== '').join(',')}`
    : 'none'
  if (wanted === 'none') return retry ? [{ what: 'retries', expected: 'none', got }] : []
  const { attempts, on = [], not = [], perTryNs } = wanted
  const found: Mismatch[] = []
  if (attempts !== undefined && (retry?.attempts ?? 0) !== attempts) {
    found.push({ what: 'retries.attempts', expected: String(attempts), got: String(retry?.attempts ?? 0) })
  }
  const missing = on.filter(condition => !isRetriedOn(retry, condition))
  if (missing.length > 0) found.push({ what: 'retries.on', expected: missing.join(', '), got })
  const surplus = not.filter(condition => isRetriedOn(retry, condition))
  if (surplus.length > 0) found.push({ what: 'retries.not', expected: `no retry on ${surplus.join(', ')}`, got })
  if (perTryNs !== undefined) {
    const want = perTryNs === 'none' ? 0 : perTryNs
    const has = retry?.perTryTimeoutNs ?? 0
    if (want !== has) found.push({ what: 'retries.per-try', expected: timeText(want), got: timeText(has) })
  }
  return found
}

function faultMismatches(wanted: FaultExpectation | 'none', { fault }: RouteFacts): readonly Mismatch[] {
  const { abort, delay } = fault ?? {}
  const parts = [
    abort && `abort ${abort.status} for ${percentText(abort.percent)}`,
    delay && `delay ${durationText(delay.durationNs)} for ${percentText(delay.percent)}`,
  ]
  const got = parts.filter(Boolean).join(', ') || 'none'
  if (wanted === 'none') return fault ? [{ what: 'fault', expected: 'none', got }] : []
  const { percent } = wanted
  const isRight =
    (wanted.abort === undefined ||
      (abort?.status === wanted.abort && (percent === undefined || isPercent(abort.percent, percent)))) &&
    (wanted.delayNs === undefined ||
      (delay?.durationNs === wanted.delayNs && (percent === undefined || isPercent(delay.percent, percent)))) &&
    (abort ?? delay) !== undefined
  if (isRight) return []
  const share = percent === undefined ? '' : ` for ${percentText(percent)}`
  const expected = [wanted.abort && `abort ${wanted.abort}`, wanted.delayNs && `delay ${durationText(wanted.delayNs)}`]
  return [{ what: 'fault', expected: `${expected.filter(Boolean).join(', ') || 'a fault'}${share}`, got }]
}

function mirrorMismatches(wanted: readonly MirrorExpectation[] | 'none', { mirrors }: RouteFacts): readonly Mismatch[] {
  const textOf = (host: string, subset: string | undefined, percent: number | undefined) =>
    `${shortHost(host)}${subset ? ` subset ${subset}` : ''}${percent === undefined ? '' : ` ${percentText(percent)}`}`
  const got = mirrors.map(({ host, subset, percent }) => textOf(host, subset, percent)).join(', ') || 'none'
  if (wanted === 'none') return mirrors.length > 0 ? [{ what: 'mirror', expected: 'none', got }] : []
  const missing = wanted.filter(
    ({ to, subset, percent }) =>
      !mirrors.some(
        each =>
          isHost(each.host, to) &&
          (subset === undefined || each.subset === subset) &&
          (percent === undefined || isPercent(each.percent, percent)),
      ),
  )
  return missing.map(({ to, subset, percent }) => ({ what: 'mirror', expected: textOf(to, subset, percent), got }))
}

function headerMismatches(
  what: string,
  wanted: HeaderExpectation | undefined,
  mutations: readonly HeaderMutation[],
): readonly Mismatch[] {
  const found: Mismatch[] = []
  for (const kind of ['set', 'add'] as const) {
    const all = mutations.flatMap(mutation => mutation[kind])
    for (const [name, value] of Object.entries(wanted?.[kind] ?? {})) {
      const got = all.filter(([key]) => key === name.toLowerCase()).map(([, each]) => each)
      if (!got.includes(value))
        found.push({ what: `${what}.${kind}`, expected: `${name}: ${value}`, got: got.join(', ') || 'not changed' })
    }
  }
  const removed = mutations.flatMap(({ remove }) => remove)
  for (const name of wanted?.remove ?? []) {
    if (!removed.includes(name.toLowerCase())) {
      found.push({ what: `${what}.remove`, expected: name, got: removed.join(', ') || 'nothing is removed' })
    }
  }
  return found
}
