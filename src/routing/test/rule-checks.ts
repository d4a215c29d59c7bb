import type { Expectation } from '../../config/route-tests/route-tests.ts'
import type { Route } from '../../dataplane/route.ts'
import { resourceOf, ruleName, type WrittenRule, writtenRule } from '../explain/written-rule.ts'
import type { AssumedMesh } from '../foreign-tests/bound-mesh.ts'
import type { RouteFacts } from './facts.ts'
import type { Mismatch } from './mismatch.ts'

/** The rule that took the request, as written; undefined where none did, or what did was nobody's. */
export function takenRule(mesh: AssumedMesh, { decision: { verdict } }: RouteFacts): WrittenRule | undefined {
  if (verdict.kind !== 'route') return undefined
  const { route } = verdict
  const known = rulesOfRoutes.get(route)
  if (known) return known.rule
  const rule = writtenRule(mesh.mesh, route.origin)
  rulesOfRoutes.set(route, { rule })
  return rule
}

/** A route belongs to one mesh, and many requests take it. */
const rulesOfRoutes = new WeakMap<Route, { readonly rule: WrittenRule | undefined }>()

/** rule, delegate: which rule took it. */
export function ruleMismatches(expect: Expectation, facts: RouteFacts, mesh: AssumedMesh): readonly Mismatch[] {
  const { rule, delegate } = expect
  if (rule === undefined && delegate === undefined) return []
  const taken = takenRule(mesh, facts)
  const found: Mismatch[] = []
  const name = taken ? ruleName(taken) : 'no rule'
  if (rule !== undefined && !(taken && isNamed(ruleName(taken), rule)))
    found.push({ what: 'rule', expected: rule, got: name })
  if (delegate !== undefined) {
    const { verdict, virtualHost } = facts.decision
    const origin = verdict.kind === 'route' ? verdict.route.origin : undefined
    const isDelegated = origin !== undefined && origin.resource !== virtualHost?.origin.resource
    const own = isDelegated && resourceOf(mesh.mesh, origin) ? origin.resource : 'no delegate'
    if (!isNamed(own, `VirtualService/${delegate}`)) found.push({ what: 'delegate', expected: delegate, got: own })
  }
  return found
}

/** `VirtualService/reviews#0` means `VirtualService/default/reviews#0 match 1 of 2`; a namespace may be named. */
function isNamed(name: string, written: string): boolean {
  const [bare] = name.split(' match ')
  if (bare === written) return true
  const [kind, ...path] = bare.split('/')
  const [own, index = ''] = (path[1] ?? '').split('#')
  const forms = [`${kind}/${own}#${index}`, `${kind}/${path[0]}/${own}`, `${kind}/${own}`]
  return forms.includes(written)
}
