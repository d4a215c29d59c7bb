/** Oldest first, ties by name, then namespace: the order in which istiod looks at most things (sortConfigByCreationTime). */
export function byCreation(
  a: { readonly creationTimeMs: number; readonly name: string; readonly namespace: string },
  b: { readonly creationTimeMs: number; readonly name: string; readonly namespace: string },
): number {
  return a.creationTimeMs - b.creationTimeMs || compareText(a.name, b.name) || compareText(a.namespace, b.namespace)
}

/** Byte order, as Go compares strings; `localeCompare` would depend on the machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
