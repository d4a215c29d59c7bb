import type { Request } from '../dataplane/request.ts'
import type { Route } from '../dataplane/route.ts'
import type { Decision } from '../proxy/route/decide.ts'
import { conditionsOf } from '../proxy/route/match-route.ts'

/** A route that was looked at before the one taken, and the first condition that turned the request away. */
export interface PassedOver {
  readonly route: Route
  readonly index: number
  readonly condition: string
}

/** Why the routes before the one taken did not match; all of them where none matched. */
export function passedOver(decision: Decision): readonly PassedOver[] {
  const { verdict, virtualHost, request } = decision
  if (!virtualHost || (verdict.kind !== 'route' && verdict.kind !== 'noRoute')) return []
  const end = verdict.kind === 'route' ? verdict.index : virtualHost.routes.length
  return virtualHost.routes
    .slice(0, end)
    .map((route, index) => ({ route, index, condition: failedCondition(route, request) }))
}

function failedCondition(route: Route, request: Request): string {
  const { match } = route
  const failed = conditionsOf(match, request).find(condition => !condition.holds)
  switch (failed?.what) {
    case 'header': {
      const { name, invert, match: wanted } = match.headers[failed.index]
      return `header ${name} ${invert ? 'must not be' : 'must be'} ${describe(wanted)}`
    }
    case 'query':
      return `query parameter ${match.query[failed.index].name} must be ${describe(match.query[failed.index].match)}`
    case 'claim':
      return `claim ${match.claims[failed.index].path.join('.')} must be ${describe(match.claims[failed.index].match)}`
    default:
      return `path must be ${match.path.kind} ${match.path.value}`
  }
}

function describe(match: 'present' | { readonly kind: string; readonly value: string }): string {
  return match === 'present' ? 'present' : `${match.kind} ${match.value}`
}
