import type { PathMatch } from '../../dataplane/match.ts'
import type { PathRewrite } from '../../dataplane/route.ts'
import { assert } from '../../kernel/assert.ts'
import { re2 } from '../../kernel/re2.ts'
import { pathWithoutQuery } from './path.ts'

/**
 * Path after the route's rewrite, query kept (source/common/router/config_impl.cc: rewritePathByPrefixOrRegex). A
 * prefix rewrite replaces what the route matched: the prefix, or the whole path of an exact or regex match. No slash is
 * mended.
 * Known differences from Envoy: no rewrite by path template.
 */
export function rewritePath(path: string, match: PathMatch, rewrite: PathRewrite): string {
  const bare = pathWithoutQuery(path)
  const rest = path.slice(bare.length)
  if (rewrite.kind === 'prefix') {
    const matched = match.kind === 'regex' ? bare.length : match.value.length
    return rewrite.value + bare.slice(matched) + rest
  }
  const rewritten = substituteAll(bare, rewrite.pattern, rewrite.substitution)
  return rewritten === '' ? path : rewritten + rest
}

/**
 * RE2::GlobalReplace: `\1` are groups, `\\` a backslash; a dollar means nothing. An empty match right behind another
 * match does not count.
 */
function substituteAll(text: string, pattern: string, substitution: string): string {
  const { program } = re2(pattern)
  assert(program !== undefined, `a rewrite's pattern is checked when it is read: ${pattern}`)
  const matcher = program.matcher(text)
  let out = ''
  let at = 0
  let end = -1
  while (matcher.find()) {
    if (matcher.start() === end && matcher.end() === end) continue
    out += text.slice(at, matcher.start())
    out += substitution.replace(/\\(\d|\\)/g, (_, what: string) =>
      what === '\\' ? '\\' : (matcher.group(Number(what)) ?? ''),
    )
    at = matcher.end()
    end = at
  }
  return out + text.slice(at)
}
