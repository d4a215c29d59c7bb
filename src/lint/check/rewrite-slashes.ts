import { type Fields, fields, list, text } from '../../compile/istio/field.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import { finding, type LintCheck } from '../check.ts'
import { httpRules, type WrittenRule } from '../virtual-service-rules.ts'

/** Envoy's prefix_rewrite replaces the matched text and nothing else (Istio issue 26828). */
export const rewriteSlashes: LintCheck = {
  code: 'MS2506',
  title: 'a prefix rewrite that doubles or loses a slash',
  level: 'warning',
  meaning:
    'A rewrite of `uri` puts its text in the place of the matched prefix, letter by letter: prefix `/shop` and rewrite `/` make `//cart` of `/shop/cart`; prefix `/shop/` and rewrite `/v2` make `/v2cart`.',
  fix: 'Let prefix and rewrite both end in a slash or both not. For `/shop` itself add an exact match, or use `uriRegexRewrite`.',
  bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  hosts: [web]
  http:
    - match: [{ uri: { prefix: /shop } }]
      rewrite: { uri: / }
      route: [{ destination: { host: web } }]
`,
  good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec:
  hosts: [web]
  http:
    - match: [{ uri: { prefix: /shop/ } }, { uri: { exact: /shop } }]
      rewrite: { uri: / }
      route: [{ destination: { host: web } }]
`,
  find: world => httpRules(world).flatMap(found),
}

function found({ resource, rule, path }: WrittenRule): readonly Diagnostic[] {
  const rewrite = fields(rule.rewrite)
  const uri = text(rewrite.uri)
  if (uri === '' || rewrite.uriRegexRewrite !== undefined) return []
  const matches = list(rule.match).map(fields)
  const prefixes = matches.length === 0 ? ['/'] : matches.map(prefixOf)
  return prefixes.flatMap(prefix => {
    const example = prefix === undefined || isBeside(prefix, prefixes) ? undefined : badlyJoined(prefix, uri)
    if (!example) return []
    return [finding(rewriteSlashes, resource, [...path, 'rewrite', 'uri'], example, rewriteSlashes.fix)]
  })
}

function prefixOf(match: Fields): string | undefined {
  const prefix = text(fields(match.uri).prefix)
  if (prefix !== '') return prefix
  return match.uri === undefined ? '/' : undefined
}

/** A match of `/shop/` that stands before takes all but `/shop` itself. */
function isBeside(prefix: string, all: readonly (string | undefined)[]): boolean {
  const slashed = all.indexOf(`${prefix}/`)
  return slashed >= 0 && slashed < all.indexOf(prefix)
}

function badlyJoined(prefix: string, uri: string): string | undefined {
  const isOpen = prefix.endsWith('/')
  const before = isOpen ? `${prefix}cart` : `${prefix}/cart`
  const after = uri + before.slice(prefix.length)
  if (uri.endsWith('/') && !isOpen) return `${before} becomes ${after}: the slash is doubled`
  if (!uri.endsWith('/') && isOpen) return `${before} becomes ${after}: the slash is lost`
  return undefined
}
