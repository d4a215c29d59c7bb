import type { MeshPair } from '../../config/read-pair.ts'
import type { MeshDiff } from '../../dataplane/mesh-diff.ts'
import { type CallerClass, callerClasses } from './callers.ts'
import { type FateClass, fateClasses } from './classes.ts'
import { entriesOf } from './entries.ts'
import { type CallerTables, callerTables } from './fate.ts'
import { type Reach, reachOf, resourceChanges } from './resource-changes.ts'
import { serverChanges } from './server-changes.ts'
import { type DiffSide, type DiffSides, diffSides } from './side.ts'
import { targetGroups } from './targets.ts'

/** Compares what happens to every request, not the text: `initHash()` need not have ended. */
export function diffMeshes(pair: MeshPair): MeshDiff {
  const resources = resourceChanges(pair)
  if (resources.length === 0) return { entries: [], servers: [], resources, assumed: [] }
  const sides = diffSides(pair)
  const reach = reachOf(resources)
  const classes = callerClasses(sides).flatMap(caller => classesOf(caller, sides, reach))
  const servers = reach.servers ? serverChanges(sides.base, sides.head) : []
  return { entries: entriesOf(classes), servers, resources, assumed: sides.assumed }
}

/** All classes of one caller whose fates differ. */
export function classesOf(caller: CallerClass, sides: DiffSides, reach: Reach): readonly FateClass[] {
  const both: readonly [DiffSide, DiffSide] = [sides.base, sides.head]
  const tables = tablesOfBoth(caller, sides, reach)
  return targetGroups(caller, both, tables).flatMap(group => fateClasses(caller, tables, group))
}

export function tablesOfBoth(
  { proxy }: CallerClass,
  { base, head }: DiffSides,
  reach: Reach,
): readonly [CallerTables, CallerTables] {
  return [callerTables(base, proxy, reach.clusters), callerTables(head, proxy, reach.clusters)]
}
