import { fields, list } from '../../compile/istio/field.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import type { Resource } from '../../config/resource.ts'
import { nodeAt } from '../../config/source-node.ts'
import type { Place } from '../../kernel/place.ts'
import { finding, type Path } from '../check.ts'
import { covers } from '../reach/covers.ts'
import { type Entry, matchTables } from '../reach/tables.ts'
import { type LintWorld, specOf } from '../world.ts'

const MS2104 = { code: 'MS2104', level: 'warning' } as const

/**
 * Matches that an earlier one covers, beyond what istiod's own analysis finds: of other kinds than prefix, and across the
 * VirtualServices of a gateway. A match that some list lets through is reached.
 */
export function shadowed(world: LintWorld): readonly Diagnostic[] {
  const reached = new Set<string>()
  const covered = new Map<string, { readonly entry: Entry; readonly by: Entry }>()
  for (const table of matchTables(world)) {
    for (const [i, entry] of table.entries()) {
      const by = table.slice(0, i).find(earlier => earlier.rule !== entry.rule && covers(earlier.match, entry.match))
      const key = keyOf(entry.match.place)
      if (by) covered.set(key, { entry, by })
      else reached.add(key)
    }
  }
  const known = new Set(
    world.files.diagnostics.filter(({ code }) => code === MS2104.code).map(({ place }) => keyOf(place)),
  )
  return [...covered].filter(([key]) => !reached.has(key)).flatMap(([, { entry, by }]) => tell(entry, by, known, world))
}

function tell(entry: Entry, by: Entry, known: ReadonlySet<string>, world: LintWorld): readonly Diagnostic[] {
  const resource = world.resource(entry.rule.resource)
  const path = resource && pathOf(resource, entry)
  if (!resource || !path) return []
  const isTold = [path.slice(0, 3), path, [...path, 'uri']].some(at =>
    known.has(keyOf(nodeAt(resource.source, at).place)),
  )
  if (isTold) return []
  const other = by.rule.resource === entry.rule.resource ? '' : ` of ${by.rule.resource}`
  const { line, file } = by.match.place
  const where = file === entry.match.place.file ? `line ${line}` : `${file}:${line}`
  const what = entry.isBare ? 'rule' : 'match'
  const message = `this ${what} is never reached: the ${by.isBare ? 'rule' : 'match'} on ${where}${other} takes every request that it could`
  const help = 'put the narrower one first, or remove it'
  return [finding(MS2104, resource, path, message, help)]
}

/** Way to the match, or to the rule without one. */
function pathOf(resource: Resource, { rule, match, isBare }: Entry): Path | undefined {
  const http = list(specOf(resource).http)
  const i = http.findIndex((_, index) => isAt(resource, ['spec', 'http', index], rule.place))
  if (i < 0) return undefined
  if (isBare) return ['spec', 'http', i]
  const j = list(fields(http[i]).match).findIndex((_, index) =>
    isAt(resource, ['spec', 'http', i, 'match', index], match.place),
  )
  return j < 0 ? undefined : ['spec', 'http', i, 'match', j]
}

function isAt(resource: Resource, path: Path, place: Place): boolean {
  return keyOf(nodeAt(resource.source, path).place) === keyOf(place)
}

function keyOf({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`
}
