import type { PathNormalisation } from '../../dataplane/server-side.ts'
import { canonicalPath } from './canonical-path.ts'

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
 * Path normalisation (MeshConfig.pathNormalization): none, that of RFC 3986 (BASE, Istio's default), and besides that
 * one slash in place of several (MERGE_SLASHES), escaped ones decoded before all (DECODE_AND_MERGE_SLASHES). The query
 * stays as it is. Undefined = Envoy answers 400 (source/common/http/conn_manager_utility.cc:maybeNormalizePath).
 * Known differences from Envoy: none.
 */
export function normalisePath(path: string, mode: PathNormalisation = 'BASE'): string | undefined {
  const whole = cutFragment(path)
  if (mode === 'NONE') return whole
  const end = whole.indexOf('?')
  const raw = end < 0 ? whole : whole.slice(0, end)
  const query = end < 0 ? '' : whole.slice(end)
  const resolved = canonicalPath(mode === 'DECODE_AND_MERGE_SLASHES' ? decodeSlashes(raw) : raw)
  if (resolved === undefined) return undefined
  return (mode === 'BASE' ? resolved : mergeSlashes(resolved)) + query
}

/** Envoy joins what lies between the slashes and keeps the first and the last of them: of a path of slashes alone two are left. */
function mergeSlashes(path: string): string {
  const merged = path.replace(/\/{2,}/g, '/')
  return merged === '/' && path !== '/' ? '//' : merged
}

function decodeSlashes(path: string): string {
  return path.replace(/%2f/gi, '/').replace(/%5c/gi, '\\')
}
