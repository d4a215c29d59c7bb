import { type Fields, fields, list } from '../compile/istio/field.ts'
import type { Resource } from '../config/resource.ts'
import type { Path } from './check.ts'
import { type LintWorld, specOf } from './world.ts'

/** One `http` rule as written, with its place in its VirtualService. */
export interface WrittenRule {
  readonly resource: Resource
  readonly rule: Fields
  readonly path: Path
}

export function httpRules(world: LintWorld): readonly WrittenRule[] {
  return world
    .ofKind('VirtualService')
    .flatMap(resource =>
      list(specOf(resource).http).map((entry, i) => ({ resource, rule: fields(entry), path: ['spec', 'http', i] })),
    )
}
