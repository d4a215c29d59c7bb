import type { Route, VirtualHost } from '../../dataplane/route.ts'
import { type CallerTables, type Fate, fateOfRoute, NO_ROUTE } from './fate.ts'
import type { TargetGroup } from './targets.ts'

/** One side of a walk: ordered rules, and behind them what happens where none matches. */
export interface RuleList {
  readonly routes: readonly Route[]
  readonly fates: readonly Fate[]
}

export function ruleList(tables: CallerTables, arrival: TargetGroup['base']): RuleList {
  if (arrival.kind === 'fate') return { routes: [], fates: [arrival.fate] }
  const { virtualHost } = arrival
  const { routes } = virtualHost
  const fates = routes.map(route => fateOfRoute(tables, route, virtualHost))
  return { routes, fates: [...fates, noRoute(virtualHost)] }
}

function noRoute({ origin }: VirtualHost): Fate {
  return { ...NO_ROUTE, facts: { ...NO_ROUTE.facts, origin } }
}

/**
 * Positions on both sides that one request could have and fare differently. Rules that both lists begin with take the same
 * requests and need no look, nor do two rules of the part that both end with: the first that matches is the same there.
 */
export function differingPairs(base: RuleList, head: RuleList): readonly (readonly [number, number])[] {
  const [before, after] = [base.fates.map(fingerprint), head.fates.map(fingerprint)]
  const isSame = (i: number, j: number) =>
    before[i] === after[j] && matchText(base.routes[i]) === matchText(head.routes[j])
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && isSame(start, start)) start++
  let end = 0
  while (end < shorter - start && isSame(before.length - 1 - end, after.length - 1 - end)) end++
  const pairs: (readonly [number, number])[] = []
  for (let i = start; i < before.length; i++) {
    const isInEnd = i >= before.length - end
    const last = isInEnd ? after.length - end : after.length
    for (let j = start; j < last; j++) if (before[i] !== after[j]) pairs.push([i, j])
  }
  return pairs
}

function matchText(route: Route | undefined): string {
  return route ? JSON.stringify(route.match) : ''
}

const fingerprints = new WeakMap<Fate['facts'], string>()

/** Equal for fates that nobody can tell apart. */
function fingerprint({ facts }: Fate): string {
  let found = fingerprints.get(facts)
  if (found === undefined) {
    const own = [...facts.facts].map(([what, { key }]) => [what, key])
    const inner = [...facts.destinations].map(([name, destination]) => [
      name,
      [...destination.facts].map(([what, { key }]) => [what, key]).sort(),
    ])
    found = JSON.stringify([own.sort(), inner.sort()])
    fingerprints.set(facts, found)
  }
  return found
}

/** Two virtual hosts whose rules are the same, where equal clusters are known to be equal: nothing to look at. */
export function areSameRules(tables: CallerTables, { base, head }: TargetGroup): boolean {
  if (tables.looksInside) return false
  if (base.kind !== 'rules' || head.kind !== 'rules') return base.id === head.id
  return sameBehaviour(withoutNames(base.virtualHost), withoutNames(head.virtualHost))
}

function withoutNames({ name: _name, domains: _domains, ...rest }: VirtualHost): object {
  return rest
}

/** Equal in everything but the places that it comes from. */
function sameBehaviour(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  const [names, others] = [Object.keys(one), Object.keys(other)]
  if (names.length !== others.length) return false
  return names.every(name => name === 'origin' || sameBehaviour((one as Fields)[name], (other as Fields)[name]))
}

type Fields = Readonly<Record<string, unknown>>
