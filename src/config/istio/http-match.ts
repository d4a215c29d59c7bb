import type { Check, Path } from '../check.ts'
import { checkLabels, isDnsLabel } from '../label.ts'
import { listOf, recordOf, textOf, type YamlRecord } from '../value.ts'
import { checkGatewayReferences } from './gateway-reference.ts'
import { isHeaderName } from './header-operation.ts'
import { checkMatchPort } from './port.ts'
import { checkRegexMatch, checkStringMatch } from './string-match.ts'

/** The conditions of one `match` entry (validateHTTPRouteMatchRequest). */
export function checkHttpMatch(match: YamlRecord, path: Path, check: Check): void {
  for (const [name, header] of Object.entries(recordOf(match.headers))) {
    checkMatchedName(name, [...path, 'headers', name], check)
    checkStringMatch(header, [...path, 'headers', name], check)
  }
  for (const name of Object.keys(recordOf(match.withoutHeaders))) {
    checkMatchedName(name, [...path, 'withoutHeaders', name], check)
  }
  for (const field of ['scheme', 'method', 'authority']) checkStringMatch(match[field], [...path, field], check)
  checkRegexMatch(match.uri, [...path, 'uri'], check)
  for (const [name, parameter] of Object.entries(recordOf(match.queryParams))) {
    checkStringMatch(parameter, [...path, 'queryParams', name], check)
  }
  checkMatchPort(match.port, [...path, 'port'], check)
  checkLabels(match.sourceLabels, [...path, 'sourceLabels'], check)
  checkGatewayReferences(match.gateways, [...path, 'gateways'], check)
  const namespace = textOf(match.sourceNamespace)
  if (namespace !== '' && !isDnsLabel(namespace)) {
    check.error('MS2204', [...path, 'sourceNamespace'], `${namespace} is not a namespace`)
  }
}

function checkMatchedName(name: string, path: Path, check: Check): void {
  if (name === '') check.errorAtKey('MS2205', path, 'a header name must not be empty')
  else if (!isHeaderName(name) && !isClaimName(name)) check.errorAtKey('MS2205', path, `${name} is not a header name`)
}

/** `@request.auth.claims.x` or `@request.auth.claims[x]`: a claim of the request's token (pkg/jwt:ToRoutingClaim). */
export function isClaimName(name: string): boolean {
  return /^@request\.auth\.claims(?:\..+|\[.+\])$/i.test(name)
}

/** Claims can be matched at gateways only. */
export function checkClaimMatches(http: readonly YamlRecord[], check: Check): void {
  http.forEach((route, index) => {
    listOf(route.match).forEach((match, matchIndex) => {
      for (const field of ['headers', 'withoutHeaders']) {
        for (const name of Object.keys(recordOf(recordOf(match)[field])).filter(isClaimName)) {
          const path = ['spec', 'http', index, 'match', matchIndex, field, name]
          check.errorAtKey(
            'MS2204',
            path,
            'token claims can be matched at a gateway only',
            'bind the VirtualService to a Gateway',
          )
        }
      }
    })
  })
}
