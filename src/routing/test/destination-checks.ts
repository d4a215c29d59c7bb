import type { Comparison, Expectation } from '../../config/route-tests/route-tests.ts'
import type { RouteDestination } from '../matchers/route.ts'
import type { RouteFacts } from './facts.ts'
import { isHost, isPercent, type Mismatch, percentText, shortHost } from './mismatch.ts'

/** to, subset, port, weight, split, endpoints: where requests go. */
export function destinationMismatches(expect: Expectation, facts: RouteFacts): readonly Mismatch[] {
  const { to, subset, port, weight, split, endpoints } = expect
  const found: Mismatch[] = []
  const isNamed = to !== undefined || subset !== undefined || port !== undefined || weight !== undefined
  if (isNamed) {
    const share = sumOf(facts.destinations.filter(each => isMeant(each, expect)))
    const wanted = weight ?? 100
    if (!goesOn(facts) || !isPercent(share, wanted)) {
      const words = [
        to,
        subset && `subset ${subset}`,
        port && `port ${port}`,
        weight !== undefined && percentText(weight),
      ]
      found.push({
        what: to === undefined ? 'subset' : 'to',
        expected: words.filter(Boolean).join(' '),
        got: gotText(facts, port !== undefined),
      })
    }
  }
  if (split !== undefined && !isSplit(split, facts)) {
    const expected = Object.entries(split).map(([key, share]) => `${key} ${percentText(share)}`)
    found.push({ what: 'split', expected: expected.join(', '), got: gotText(facts, false) })
  }
  if (endpoints !== undefined) {
    const used = facts.destinations.filter(each => each.weight > 0 && (!isNamed || isMeant(each, expect)))
    const count = used.reduce((sum, each) => sum + each.endpoints, 0)
    if (!compares(endpoints, count)) {
      found.push({ what: 'endpoints', expected: `${endpoints.operator} ${endpoints.value}`, got: String(count) })
    }
  }
  return found
}

/** A server answers, for all that the proxy knows. */
function goesOn({ status }: RouteFacts): boolean {
  return status === undefined
}

function isMeant(each: RouteDestination, { to, subset, port }: Expectation): boolean {
  return (
    (to === undefined || isHost(each.host, to)) &&
    (subset === undefined || each.subset === subset) &&
    (port === undefined || each.port === port)
  )
}

function isSplit(split: Readonly<Record<string, number>>, facts: RouteFacts): boolean {
  const used = facts.destinations.filter(({ weight }) => weight > 0)
  const meant = used.map(each => keyOf(each, Object.keys(split)))
  return (
    goesOn(facts) &&
    !meant.includes(undefined) &&
    Object.entries(split).every(([key, share]) => isPercent(sumOf(used.filter((_, i) => meant[i] === key)), share))
  )
}

/** The key that says most of a destination: `host/subset` before subset before host, which means the rest of the host. */
function keyOf({ host, subset }: RouteDestination, keys: readonly string[]): string | undefined {
  const isExact = (key: string) => {
    const slash = key.indexOf('/')
    return slash >= 0 && isHost(host, key.slice(0, slash)) && subset === key.slice(slash + 1)
  }
  return keys.find(isExact) ?? keys.find(key => key === subset) ?? keys.find(key => isHost(host, key))
}

/** Whether any request goes to what is named. */
export function isReached(goal: Expectation, facts: RouteFacts): boolean {
  return goesOn(facts) && facts.destinations.some(each => each.weight > 0 && isMeant(each, goal))
}

function sumOf(destinations: readonly RouteDestination[]): number {
  return destinations.reduce((sum, { weight }) => sum + weight, 0)
}

export function compares({ operator, value }: Comparison, got: number): boolean {
  switch (operator) {
    case '=':
      return got === value
    case '>=':
      return got >= value
    case '<=':
      return got <= value
    case '>':
      return got > value
    case '<':
      return got < value
  }
}

/** Where requests really go, in one line. */
export function gotText(facts: RouteFacts, withPorts = false): string {
  if (facts.isUnrouted) return `no route: ${facts.status}`
  if (facts.redirect) return `${facts.redirect.code} to ${facts.redirect.to}`
  if (facts.status !== undefined) return `${facts.status} by the proxy`
  const { verdict } = facts.decision
  if (verdict.kind === 'unreachable') return verdict.error
  const used = facts.destinations.filter(({ weight }) => weight > 0)
  const shown = used.map(({ host, subset, port, weight }) => {
    const words = [shortHost(host), subset && `subset ${subset}`, withPorts && `port ${port}`]
    return `${words.filter(Boolean).join(' ')}${used.length > 1 ? ` ${percentText(weight)}` : ''}`
  })
  return shown.join(', ') || 'no destination'
}
