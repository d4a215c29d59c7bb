import type { Check, Path } from '../check.ts'
import { isSet, listOf, recordOf, textOf, type YamlRecord } from '../value.ts'
import { isHeaderName } from './header-operation.ts'
import { checkTargets } from './selector.ts'

/** pkg/config/validation/validation.go:ValidateRequestAuthentication. */
export function checkRequestAuthentication(spec: YamlRecord, check: Check): void {
  checkTargets(spec, check)
  listOf(spec.jwtRules).forEach((rule, index) => {
    checkJwtRule(recordOf(rule), ['spec', 'jwtRules', index], check)
  })
}

function checkJwtRule(rule: YamlRecord, path: Path, check: Check): void {
  if (textOf(rule.issuer) === '') check.error('MS2222', path, 'the issuer is missing')
  const uri = isSet(rule.jwksUri) ? 'jwksUri' : 'jwks_uri'
  if (textOf(rule[uri]) !== '' && !/^https?:\/\/[^\s/]+/.test(textOf(rule[uri]))) {
    check.error('MS2222', [...path, uri], `${textOf(rule[uri])} is not an http or https address`)
  }
  if (textOf(rule[uri]) !== '' && textOf(rule.jwks) !== '') {
    check.errorAtKey('MS2222', [...path, 'jwks'], `jwks and ${uri} can't be set together`)
  }
  if (textOf(rule.jwks) !== '' && !isKeySet(textOf(rule.jwks))) {
    check.error('MS2222', [...path, 'jwks'], 'this is not a JSON Web Key Set', 'write {"keys": [...]}')
  }
  for (const field of ['audiences', 'fromParams', 'fromCookies']) {
    listOf(rule[field]).forEach((value, index) => {
      if (value === '') check.error('MS2222', [...path, field, index], `an entry of ${field} must not be empty`)
    })
  }
  listOf(rule.fromHeaders).forEach((header, index) => {
    if (textOf(recordOf(header).name) === '')
      check.error('MS2222', [...path, 'fromHeaders', index], 'the header has no name')
  })
  listOf(rule.outputClaimToHeaders).forEach((entry, index) => {
    const { claim, header } = recordOf(entry)
    const at = [...path, 'outputClaimToHeaders', index]
    if (textOf(claim) === '' || textOf(header) === '') check.error('MS2222', at, 'both header and claim are needed')
    else if (!isHeaderName(textOf(header)))
      check.error('MS2205', [...at, 'header'], `${textOf(header)} is not a header name`)
  })
}

/** One key, or a set of them. */
function isKeySet(text: string): boolean {
  try {
    const { keys, kty } = recordOf(JSON.parse(text))
    return Array.isArray(keys) || typeof kty === 'string'
  } catch {
    return false
  }
}
