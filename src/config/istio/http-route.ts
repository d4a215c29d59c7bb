import type { Check, Path } from '../check.ts'
import { isSet, listOf, recordOf, textOf, type YamlRecord } from '../value.ts'
import { checkWeightedDestinations } from './destination.ts'
import { checkAuthorityOnce, checkHeaderOperations } from './header-operation.ts'
import { checkDirectResponse, checkMirrors, checkRedirect, checkRewrite } from './http-action.ts'
import { checkHttpMatch } from './http-match.ts'
import { checkCors, checkFault, checkRetries } from './http-policy.ts'

/** Where an HTTP route stands: alone, with a delegate, or in a delegate. */
type RouteRole = 'independent' | 'root' | 'delegate'

/** One rule of `http` (pkg/config/validation/virtualservice.go:validateHTTPRoute). */
export function checkHttpRoute(route: YamlRecord, path: Path, isDelegate: boolean, check: Check): void {
  const role: RouteRole = isDelegate ? 'delegate' : isSet(route.delegate) ? 'root' : 'independent'
  checkActions(route, path, role, check)
  listOf(route.match).forEach((match, index) => {
    checkHttpMatch(recordOf(match), [...path, 'match', index], check)
  })
  checkHeaderOperations(route.headers, [...path, 'headers'], check)
  checkCors(route.corsPolicy, [...path, 'corsPolicy'], check)
  checkFault(route.fault, [...path, 'fault'], check)
  checkMirrors(route, path, check)
  checkRedirect(route.redirect, [...path, 'redirect'], check)
  checkDirectResponse(route.directResponse, [...path, 'directResponse'], check)
  checkRetries(route.retries, [...path, 'retries'], check)
  checkRewrite(route.rewrite, [...path, 'rewrite'], check)
  checkAuthorityOnce(route.rewrite, route.headers, path, check)
  checkWeightedDestinations(route.route, [...path, 'route'], check)
}

/** A rule does one thing: route, redirect or answer; a root rule leaves it to its delegate. */
function checkActions(route: YamlRecord, path: Path, role: RouteRole, check: Check): void {
  const hasRoute = listOf(route.route).length > 0
  if (role === 'root') {
    for (const field of ['redirect', 'route', 'directResponse'].filter(name => isSet(route[name]))) {
      const message = `a rule with a delegate must not have ${field}`
      check.errorAtKey('MS2206', [...path, field], message)
    }
    if (textOf(recordOf(route.delegate).name) === '')
      check.error('MS2206', [...path, 'delegate'], 'the delegate has no name')
    return
  }
  if (role === 'delegate' && isSet(route.delegate)) {
    check.errorAtKey('MS2206', [...path, 'delegate'], 'a delegate must not have a delegate of its own')
  }
  const answer = ['redirect', 'directResponse'].find(name => isSet(route[name]))
  if (answer === undefined) {
    if (!hasRoute) check.error('MS2206', path, 'a rule needs a route, redirect or directResponse')
    return
  }
  const others = ['route', 'redirect', 'directResponse', 'fault', 'rewrite'].filter(
    name => name !== answer && isSet(route[name]) && (name !== 'route' || hasRoute),
  )
  for (const other of others) {
    check.errorAtKey('MS2206', [...path, other], `${answer} and ${other} can't be set together`)
  }
}
