import type { HashPolicy } from '../../../dataplane/route.ts'
import { field, itemsOf, type JsonField, onlyFields, textOf } from '../../json-field.ts'

/** `hash_policy` of a route: headers. */
export function hashPolicies(at: JsonField): HashPolicy[] {
  return itemsOf(at).map(each => {
    onlyFields(each, ['header'])
    const header = field(each, 'header')
    onlyFields(header, ['header_name'])
    return { kind: 'header', name: textOf(field(header, 'header_name')).toLowerCase() }
  })
}

/** The header that keys are sent in: that of the first policy. */
export function keyHeader(policies: readonly HashPolicy[]): string {
  const [first] = policies
  return first?.kind === 'header' ? first.name : 'x-key'
}
