import type { Expectation } from './route-tests.ts'

/** Why an expectation can never hold: where, as a path of keys in the file, and what is wrong. */
export interface Contradiction {
  readonly path: readonly string[]
  readonly message: string
  readonly help?: string
}

type Key = keyof Expectation

/** A server is reached, and it is one of these. */
const GOAL = ['to', 'subset', 'port', 'weight', 'split'] as const
/** What only a rule that sends requests on can have. */
const OF_FORWARDING = ['timeoutNs', 'retries', 'mirror', 'mtls', 'lb', 'hashKey', 'limits', 'locality'] as const
const SENT_ON: readonly Key[] = [...GOAL, 'endpoints', ...OF_FORWARDING]

/** What stands beside a key and excludes it. */
const RIVALS: readonly (readonly [Key, readonly Key[]])[] = [
  ['noRoute', [...SENT_ON, 'rule', 'delegate', 'redirect', 'rewrite', 'fault', 'headers']],
  ['redirect', SENT_ON],
  ['status', GOAL],
  ['split', ['subset', 'weight']],
]

/** An expectation after all that it inherits is in it. */
export function contradictions(expect: Expectation): readonly Contradiction[] {
  return [...rivalries(expect), ...wrongStatuses(expect), ...loneWeight(expect), ...denials(expect)]
}

function rivalries(expect: Expectation): readonly Contradiction[] {
  return RIVALS.flatMap(([key, others]) => {
    const rival = isAsked(expect, key) ? others.find(other => isAsked(expect, other)) : undefined
    return rival === undefined ? [] : [{ path: [keyText(key)], message: `can't hold together with ${keyText(rival)}` }]
  })
}

/** `timeout: none` and `endpoints: 0` also hold where no server is reached. */
function isAsked(expect: Expectation, key: Key): boolean {
  if (key === 'endpoints' && expect.endpoints) {
    const { operator, value } = expect.endpoints
    return operator === '>' || ((operator === '=' || operator === '>=') && value > 0)
  }
  return expect[key] !== undefined && expect[key] !== 'none'
}

/** Words of the file for fields that are called differently here. */
export function keyText(key: Key): string {
  if (key === 'noRoute') return 'no-route'
  if (key === 'hashKey') return 'hash-key'
  return key === 'timeoutNs' ? 'timeout' : key
}

/** 404 of Envoy's router, 502 of the virtual host block_all (istio/istio pilot/pkg/networking/core: buildCatchAllVirtualHost). */
const UNROUTED = [404, 502]

function wrongStatuses({ noRoute, status, redirect, authorization }: Expectation): readonly Contradiction[] {
  const found: Contradiction[] = []
  if (noRoute !== undefined && !UNROUTED.includes(noRoute)) {
    const message = `no proxy answers ${noRoute} to a request without a rule`
    found.push({ path: ['no-route'], message, help: '404, or 502 where only registered hosts may be called' })
  }
  if (status !== undefined && noRoute !== undefined && status !== noRoute) {
    found.push({ path: ['status'], message: `can't hold together with no-route: ${noRoute}` })
  }
  if (status !== undefined && redirect?.code !== undefined && status !== redirect.code) {
    found.push({ path: ['status'], message: `can't hold together with code ${redirect.code} of the redirect` })
  }
  if (authorization?.verdict === 'allowed' && (authorization.status ?? authorization.policy) !== undefined) {
    found.push({
      path: ['authorization'],
      message: 'only a refusal has a policy and a status',
      help: 'verdict: denied',
    })
  }
  return found
}

function loneWeight({ to, subset, port, weight }: Expectation): readonly Contradiction[] {
  if (weight === undefined || to !== undefined || subset !== undefined || port !== undefined) return []
  return [{ path: ['weight'], message: 'is the share of nothing: to, subset or port is missing' }]
}

/** What must be so and must not be so. */
function denials(expect: Expectation): readonly Contradiction[] {
  const { not } = expect
  if (not === undefined) return []
  const others = Object.entries(not).flatMap(([key, value]) => {
    const isGoal = ['to', 'subset', 'port', 'weight', 'not'].includes(key)
    return !isGoal && isSame(value, expect[key as Key]) ? [denial(keyText(key as Key))] : []
  })
  const [key] = (['subset', 'to', 'port', 'weight'] as const).filter(each => not[each] !== undefined)
  return key !== undefined && isGoalDenied(expect, not) ? [denial(key), ...others] : others
}

function denial(key: string): Contradiction {
  return { path: ['not', key], message: 'must be so and must not be so' }
}

/** Without a weight no request at all may go there. */
function isGoalDenied(expect: Expectation, { to, subset, port, weight }: Expectation): boolean {
  if (expect.split && weight === undefined && port === undefined) return isInSplit(expect.split, to, subset)
  const isThere =
    (to === undefined || to === expect.to) &&
    (subset === undefined || subset === expect.subset) &&
    (port === undefined || port === expect.port)
  if (!isThere || (to ?? subset ?? port) === undefined) return false
  const share = expect.weight ?? 100
  return weight === undefined ? share > 0 : share === weight
}

function isInSplit(
  split: Readonly<Record<string, number>>,
  to: string | undefined,
  subset: string | undefined,
): boolean {
  const names = to === undefined ? [subset] : subset === undefined ? [to] : [`${to}/${subset}`]
  return Object.entries(split).some(([key, share]) => {
    const slash = key.indexOf('/')
    const parts =
      slash < 0 ? [] : to === undefined ? [key.slice(slash + 1)] : subset === undefined ? [key.slice(0, slash)] : []
    return share > 0 && [key, ...parts].some(each => names.includes(each))
  })
}

/** Both are read from YAML by the same shapes, so that equal values have equal texts. */
function isSame(a: unknown, b: unknown): boolean {
  return b !== undefined && JSON.stringify(a) === JSON.stringify(b)
}

/** True if anything would be compared. */
export function expectsSomething({ not, snapshot, ...expect }: Expectation): boolean {
  return snapshot === true || Object.values(expect).some(isSomething) || (not !== undefined && expectsSomething(not))
}

/** An empty redirect or fault means that there is one; an empty list of changes means nothing. */
function isSomething(value: unknown): boolean {
  return (
    value !== undefined && JSON.stringify(value).replaceAll(/"(request|response|set|add|remove)":|[{}[\],]/g, '') !== ''
  )
}
