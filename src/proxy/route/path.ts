import type { PathNormalisation } from '../../dataplane/server-side.ts'

/** The path that matchers see: without query and fragment (source/common/http/path_utility.cc). */
export function pathWithoutQuery(path: string): string {
  const end = path.search(/[?#]/)
  return end < 0 ? path : path.slice(0, end)
}

/** Istio's bootstrap lets fragments pass; they are cut off before anything looks at the path. */
export function cutFragment(path: string): string {
  const hash = path.indexOf('#')
  return hash < 0 ? path : path.slice(0, hash)
}

/**
 * Path normalisation (RFC 3986 as Envoy does it; MeshConfig.pathNormalization). BASE, Istio's default: backslashes become
 * slashes, escaped unreserved characters are decoded, dot segments resolved; double and escaped slashes stay.
 * MERGE_SLASHES makes one of several slashes, DECODE_AND_MERGE_SLASHES before all decodes escaped ones.
 */
export function normalisePath(path: string, mode: PathNormalisation = 'BASE'): string {
  const whole = cutFragment(path)
  if (mode === 'NONE') return whole
  const end = whole.indexOf('?')
  const raw = end < 0 ? whole : whole.slice(0, end)
  const query = end < 0 ? '' : whole.slice(end)
  const unescaped = mode === 'DECODE_AND_MERGE_SLASHES' ? decodeSlashes(raw) : raw
  const resolved = /[\\%]|\/\.\.?(\/|$)/.test(unescaped)
    ? removeDotSegments(decodeUnreserved(unescaped.replaceAll('\\', '/')))
    : unescaped
  return (mode === 'BASE' ? resolved : resolved.replace(/\/{2,}/g, '/')) + query
}

function decodeSlashes(path: string): string {
  return path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\')
}

function decodeUnreserved(path: string): string {
  return path.replace(/%([0-9a-fA-F]{2})/g, (whole, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16))
    return /[A-Za-z0-9\-._~]/.test(character) ? character : whole
  })
}

function removeDotSegments(path: string): string {
  const kept: string[] = []
  const segments = path.split('/').slice(1)
  segments.forEach((segment, i) => {
    const isLast = i === segments.length - 1
    if (segment === '..') kept.pop()
    else if (segment !== '.') kept.push(segment)
    if (isLast && (segment === '.' || segment === '..')) kept.push('')
  })
  return `/${kept.join('/')}`
}
