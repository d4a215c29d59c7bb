import { optionalDurationNs } from '../../compile/istio/field.ts'
import { isRecord } from '../../config/value.ts'

/**
 * Whether two blocks of a VirtualService mean the same message: order of keys, members at their default (proto3) and the
 * notation of a duration do not count.
 */
export function isSameBlock(a: unknown, b: unknown): boolean {
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b))
}

/** A block on one line, as messages show it. */
export function blockText(value: unknown): string {
  const normal = plain(value)
  return normal === undefined ? 'none' : JSON.stringify(normal)
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(each => plain(each) ?? {})
  if (isRecord(value)) {
    const entries = Object.keys(value)
      .sort()
      .flatMap(key => {
        const inner = key === 'fixedDelay' ? optionalDurationNs(value[key]) : plain(value[key])
        return inner === undefined ? [] : [[key, inner] as const]
      })
    return entries.length === 0 ? undefined : Object.fromEntries(entries)
  }
  return value === null || value === '' || value === 0 || value === false ? undefined : value
}
