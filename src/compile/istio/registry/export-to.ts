/**
 * Namespaces that see a resource: `*` = all, empty = nobody. `*` outweighs everything else, then `~`; `.` is the own
 * namespace (pilot/pkg/model/push_context.go:initServiceRegistry).
 */
export function exportedNamespaces(
  written: readonly string[],
  namespace: string,
  meshDefault: readonly string[],
): ReadonlySet<string> {
  const entries = written.length > 0 ? written : meshDefault
  if (entries.includes('*')) return new Set(['*'])
  if (entries.includes('~')) return new Set()
  return new Set(entries.map(entry => (entry === '.' ? namespace : entry)))
}

export function isExportedTo(exportTo: ReadonlySet<string>, namespace: string): boolean {
  return exportTo.has('*') || exportTo.has(namespace)
}

/** The mesh default of a kind: `*` unless MeshConfig says otherwise. */
export function defaultExportTo(
  meshConfig: Readonly<Record<string, unknown>>,
  key: 'defaultServiceExportTo' | 'defaultDestinationRuleExportTo',
): readonly string[] {
  const value = meshConfig[key]
  return Array.isArray(value) && value.length > 0 ? value.map(String) : ['*']
}
