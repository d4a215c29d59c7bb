import { fields, list, text } from '../../compile/istio/field.ts'
import type { Resource } from '../../config/resource.ts'
import type { Expectation } from '../../config/route-tests/route-tests.ts'
import { nodeAt, placeOf } from '../../config/source-node.ts'
import { cutSourceLine } from '../../config/source-text.ts'
import type { Route } from '../../dataplane/route.ts'
import type { ExplainedLine, RouteFailure } from '../../dataplane/route-test-run.ts'
import type { Place } from '../../kernel/place.ts'
import { failedText, matchText } from '../explain/match-words.ts'
import { resourceOf, ruleName, rulePath } from '../explain/written-rule.ts'
import type { AssumedMesh } from '../foreign-tests/bound-mesh.ts'
import type { RouteFacts } from './facts.ts'
import { isHost, type Mismatch } from './mismatch.ts'
import { takenRule } from './rule-checks.ts'

/** Facts of where a request goes: the rule that took it explains them. */
const OF_THE_RULE = /^(to|subset|split|rule|status|no-route|redirect|delegate)$/

/** A mismatch with the lines of the mesh that explain it. */
export function explainedFailure(
  mismatch: Mismatch,
  expect: Expectation,
  facts: RouteFacts,
  mesh: AssumedMesh,
): RouteFailure {
  const taken = takenLine(mesh, facts)
  if (!OF_THE_RULE.test(mismatch.what)) return { ...mismatch, lines: taken ? [taken] : [] }
  const wanted = wantedLines(expect, facts, mesh)
  const rule = takenRule(mesh, facts)
  const got = rule && mismatch.what !== 'rule' ? `${mismatch.got}, by ${shortRule(ruleName(rule))}` : mismatch.got
  const lines = [...(taken ? [taken] : []), ...(wanted.length > 0 || taken ? wanted : passedLines(facts, mesh))]
  const never = wanted.find(({ role }) => role === 'never')
  return {
    ...mismatch,
    got,
    lines: lines.slice(0, 4),
    ...(never
      ? { help: 'move the rule without a match last: the first that takes a request wins', code: 'MS2104' }
      : {}),
  }
}

/** `VirtualService/reviews#0`: the namespace `default` goes without saying. */
function shortRule(name: string): string {
  return name.replace('/default/', '/')
}

function takenLine(mesh: AssumedMesh, { decision: { verdict } }: RouteFacts): ExplainedLine | undefined {
  if (verdict.kind !== 'route') return undefined
  const { origin, match } = verdict.route
  const resource = resourceOf(mesh.mesh, origin)
  if (!resource) return undefined
  const words = isOpen(verdict.route) ? 'no match clause: takes every request' : `takes it: ${matchText(match)}`
  return lineAt(resource, origin.place, words, 'took')
}

function isOpen({ match: { path, headers, query, claims } }: Route): boolean {
  return path.kind === 'prefix' && path.value === '/' && headers.length + query.length + claims.length === 0
}

/** Rules that lead where the request was expected to go, and why they did not take it. */
function wantedLines(expect: Expectation, facts: RouteFacts, mesh: AssumedMesh): readonly ExplainedLine[] {
  const { to, subset } = expect
  const { verdict, virtualHost, request } = facts.decision
  if (to === undefined && subset === undefined) return []
  const before = (virtualHost?.routes ?? []).filter(
    route => route !== (verdict.kind === 'route' ? verdict.route : undefined) && leadsTo(route, to, subset),
  )
  const passed = before.flatMap(route => {
    const resource = resourceOf(mesh.mesh, route.origin)
    const failed = failedText(route.match, request)
    // It would have taken the request, but the first rule that does wins.
    const words = failed === '' ? 'takes it, too, but stands behind the rule that did' : `needs ${failed}`
    return resource ? [lineAt(resource, route.origin.place, words, 'passed')] : []
  })
  return passed.length > 0 ? passed : neverLines(expect, facts, mesh)
}

function leadsTo({ action }: Route, to: string | undefined, subset: string | undefined): boolean {
  if (action.kind !== 'forward') return false
  return action.clusters.some(({ cluster }) => {
    const [, , ofSubset = '', host = cluster] = cluster.split('|')
    return (to === undefined || isHost(host, to)) && (subset === undefined || ofSubset === subset)
  })
}

/** Rules behind one that takes everything: the table ends before them. */
function neverLines({ subset, to }: Expectation, facts: RouteFacts, mesh: AssumedMesh): readonly ExplainedLine[] {
  const taken = takenRule(mesh, facts)
  if (taken?.resource.kind !== 'VirtualService') return []
  const rules = list(fields(taken.resource.body.spec).http).map(fields)
  return rules.flatMap((rule, index) => {
    if (index <= taken.index) return []
    const destinations = list(rule.route).map(entry => fields(fields(entry).destination))
    const isMeant = destinations.some(
      destination =>
        (subset === undefined || text(destination.subset) === subset) &&
        (to === undefined || text(destination.host).split('.')[0] === to.split('.')[0]),
    )
    if (!isMeant) return []
    const place = placeOf(taken.resource.source, ['spec', rulePath(taken.resource).rules, index])
    return [lineAt(taken.resource, place, 'never reached', 'never')]
  })
}

/** Without any route: the rules that were looked at. */
function passedLines({ decision: { virtualHost, request } }: RouteFacts, mesh: AssumedMesh): readonly ExplainedLine[] {
  return (virtualHost?.routes ?? []).slice(0, 3).flatMap(route => {
    const resource = resourceOf(mesh.mesh, route.origin)
    return resource ? [lineAt(resource, route.origin.place, `needs ${failedText(route.match, request)}`, 'passed')] : []
  })
}

function lineAt(resource: Resource, place: Place, words: string, role: ExplainedLine['role']): ExplainedLine {
  const { text } = nodeAt(resource.source, [])
  return { place, text: text ? cutSourceLine(text.line(place.line), place.column) : '', words, role }
}
