import type { Mesh } from '../../config/mesh.ts'
import { type Fields, fields, list, text } from '../istio/field.ts'
import { GATEWAY_API_GROUP, ofKind } from './kinds.ts'

/** Something in another namespace that a resource refers to. */
export interface Reference {
  readonly from: { readonly kind: string; readonly namespace: string }
  readonly to: { readonly group: string; readonly kind: string; readonly namespace: string; readonly name: string }
}

export type Grants = (reference: Reference) => boolean

/** ReferenceGrants: each lives where it leads to, and any pair of its `from` and `to` is enough. */
export function readGrants(mesh: Pick<Mesh, 'resources'>): Grants {
  const grants = ofKind(mesh, 'ReferenceGrant').map(({ namespace, body }) => ({ namespace, ...fields(body.spec) }))
  return ({ from, to }) =>
    from.namespace === to.namespace ||
    grants.some(
      grant =>
        grant.namespace === to.namespace &&
        entries(grant, 'from').some(
          entry =>
            text(entry.group) === GATEWAY_API_GROUP &&
            text(entry.kind) === from.kind &&
            text(entry.namespace) === from.namespace,
        ) &&
        entries(grant, 'to').some(
          entry =>
            text(entry.group) === to.group &&
            text(entry.kind) === to.kind &&
            (entry.name === undefined || text(entry.name) === to.name),
        ),
    )
}

function entries(grant: Fields, key: string): readonly Fields[] {
  return list(grant[key]).map(fields)
}
