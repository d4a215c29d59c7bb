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
  const keys = Object.keys(split)
  const isNamed = (each: RouteDestination) => each.weight === 0 || keys.some(key => isKey(each, key))
  return (
    goesOn(facts) &&
    facts.destinations.every(isNamed) &&
    keys.every(key => isPercent(sumOf(facts.destinations.filter(each => isKey(each, key))), split[key]))
  )
}

function isKey(each: RouteDestination, key: string): boolean {
  const slash = key.indexOf('/')
  if (slash >= 0) return isHost(each.host, key.slice(0, slash)) && each.subset === key.slice(slash + 1)
  return each.subset === key || isHost(each.host, key)
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
