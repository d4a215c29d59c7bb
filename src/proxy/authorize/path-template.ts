import type { PathTemplate } from '../../dataplane/authorization.ts'
import { regexTest } from '../route/string-matcher.ts'

/** Characters that an operator of a template may stand for (source/extensions/path/uri_template_lib, kLiteral). */
const LITERAL = "a-zA-Z0-9-._~%!$&'()+,;:@="

/**
 * Whether a path without query fits a template as a whole (uri_template_internal.cc:toRegexPattern).
 * Known differences from Envoy: no named variables, which Istio does not allow.
 */
export function matchesTemplate(path: string, template: PathTemplate): boolean {
  return regexTest(patternOf(template))(path)
}

function patternOf({ segments }: PathTemplate): string {
  return segments.map(segment => `/${segmentPattern(segment)}`).join('')
}

function segmentPattern(segment: string): string {
  if (segment === '*') return `[${LITERAL}]+`
  if (segment === '**') return `[${LITERAL}/]*`
  return segment.replace(/[$()+.*?[\]{}|^\\]/g, '\\$&')
}
