import type { Check } from './check.ts'
import { checkFields } from './field-check.ts'
import type { FieldSchema, KindSchema } from './field-schema.ts'
import { groupOf, versionOf } from './kinds.ts'

/** Errors that leave the rest of a resource meaningful: metadata, unknown fields, words, durations, forms, labels. */
const HARMLESS_CODES = new Set(['MS2004', 'MS2010', 'MS2012', 'MS2016', 'MS2017', 'MS2224'])

/**
 * The resource's version and the fields of its `spec` against a table made from CRDs.
 * @returns whether rules beyond the table make sense: with values of a wrong type or missing ones they would only repeat
 *   what is said already
 */
export function checkServedKind(check: Check, kinds: readonly KindSchema[], schemas: readonly FieldSchema[]): boolean {
  const { resource } = check
  const group = groupOf(resource.apiVersion)
  const entry = kinds.find(kind => kind.group === group && kind.kind === resource.kind)
  if (!entry) return false
  const schema = entry.versions[versionOf(resource.apiVersion)]
  if (schema === undefined) {
    const served = Object.keys(entry.versions).map(version => `${group}/${version}`)
    const message = `${resource.apiVersion} has no ${resource.kind}`
    check.error('MS2003', ['apiVersion'], message, `served: ${served.join(', ')}`)
    return false
  }
  checkFields(resource.body.spec, schemas[schema], schemas, ['spec'], check)
  return check.diagnostics.every(({ code, level }) => level !== 'error' || HARMLESS_CODES.has(code))
}
