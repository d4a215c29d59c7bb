import type { Check } from '../check.ts'
import { listOf, recordOf, textOf, type YamlRecord } from '../value.ts'

/** Several references to one parent have to name different sections or ports of it. */
export function checkParents(spec: YamlRecord, check: Check): void {
  const parents = listOf(spec.parentRefs).map(recordOf)
  const keyOf = (parent: YamlRecord) =>
    [parent.group ?? '', parent.kind ?? 'Gateway', parent.namespace ?? '', parent.name].map(String).join('/')
  const sectionOf = (parent: YamlRecord) => `${textOf(parent.sectionName)}:${String(parent.port ?? '')}`
  for (const [index, parent] of parents.entries()) {
    const before = parents.slice(0, index).filter(other => keyOf(other) === keyOf(parent))
    if (before.length === 0) continue
    const path = ['spec', 'parentRefs', index]
    const isWhole = [parent, ...before].some(other => sectionOf(other) === ':')
    const message = `${textOf(parent.name)} is a parent already`
    if (isWhole) check.error('MS2324', path, message, 'let each reference name a sectionName or port')
    else if (before.some(other => sectionOf(other) === sectionOf(parent))) {
      check.error('MS2324', path, `${message}, with the same sectionName and port`)
    }
  }
}

/** A Service as a back-end needs its port. */
export function checkBackend(backend: YamlRecord, path: readonly (string | number)[], check: Check): void {
  const isService = textOf(backend.group) === '' && (textOf(backend.kind) || 'Service') === 'Service'
  if (isService && backend.port === undefined) {
    check.error(
      'MS2324',
      path,
      `Service ${textOf(backend.name)} needs a port here`,
      'write port: and a port of the Service',
    )
  }
}
