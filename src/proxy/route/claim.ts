/**
 * Texts at the end of a path of claim names: a text itself, or the texts of a list. Numbers and truth values never
 * count. Source: source/common/common/matchers.cc, ListMatcher, as Istio uses it for claims.
 * Known differences from Envoy: none.
 */
export function claimValues(
  claims: ReadonlyMap<string, unknown> | undefined,
  path: readonly string[],
): readonly string[] {
  let value: unknown = claims?.get(path[0])
  for (const step of path.slice(1)) {
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  return values.filter(entry => typeof entry === 'string')
}
