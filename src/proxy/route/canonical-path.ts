/**
 * RFC 3986 normalisation of a path without its query as Envoy does it (source/common/http/path_utility.cc over
 * Chromium's url_canon_path.cc): backslashes become slashes, escaped unreserved characters are decoded, dot segments
 * resolved (plain ones with parameters behind a semicolon, too), characters that no path holds escaped. Undefined =
 * refused: `%00`.
 * Known differences from Envoy: characters beyond ASCII stay as they are.
 */
export function canonicalPath(path: string): string | undefined {
  if (PLAIN.test(path)) return path
  let out = ''
  // Of the last percent sign that starts no escape.
  let loosePercent = Number.NEGATIVE_INFINITY
  for (let at = 0; at < path.length; ) {
    const dots = out.endsWith('/') ? DOT_SEGMENT.exec(path.slice(at)) : null
    const hex = ESCAPE.exec(path.slice(at, at + 3))?.[1]
    const character = path[at]
    if (dots) {
      if (DOUBLE_DOT.test(dots[1] ?? dots[2])) out = parentOf(out)
      at += dots[0].length
    } else if (hex !== undefined) {
      const decoded = String.fromCharCode(Number.parseInt(hex, 16))
      if (decoded === '\0') return undefined
      at += 3
      out += UNRESERVED.test(decoded) ? decoded : `%${hex}`
      const mayNest = UNRESERVED.test(decoded) && decoded !== '.' && loosePercent >= out.length - 3
      if (mayNest) out = withoutNestedEscape(out, loosePercent, path.charAt(at))
    } else {
      if (character === '%') loosePercent = out.length
      out += character === '\\' ? '/' : FOREIGN.test(character) ? escaped(character) : character
      at++
    }
  }
  return out
}

/** Nothing to do, as for most paths. */
const PLAIN = /^(?:[\w\-~!$&'()*+,;=:@[\]/]|(?<!\/)\.)*$/
const ESCAPE = /^%([0-9a-fA-F]{2})/
const UNRESERVED = /^[A-Za-z0-9\-._~]$/
const FOREIGN = /^[ "#<>?^`{|}]$/
/** One or two dots to the end of the segment, plain or escaped; only plain ones may have parameters. */
const DOT_SEGMENT = /^(?:((?:\.|%2e){1,2})|(\.{1,2});[^/\\]*)(?:[/\\]|$)/i
const DOUBLE_DOT = /^(?:\.|%2e){2}$/i

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}

/** @param out ends in a slash */
function parentOf(out: string): string {
  return out.slice(0, out.lastIndexOf('/', out.length - 2) + 1) || '/'
}

/** A decoded character must not make an escape of a loose percent sign before it: `%%341` is `%2541`, not `%41`. */
function withoutNestedEscape(out: string, percent: number, next: string): string {
  const isOpen = percent === out.length - 2
  const candidate = isOpen ? out + next : out
  if (!ESCAPE.test(candidate.slice(percent))) return out
  return `${out.slice(0, percent)}%25${out.slice(percent + 1)}`
}
