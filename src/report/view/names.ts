import type { RunResult } from '../../measure/result.ts'

/** How names are shown: without their namespace where the rest says which one is meant. */
export type Namer = (name: string) => string

/** Names of all hops and pods; two that differ only in their namespace keep it. */
export function namerOf(result: RunResult): Namer {
  const names = new Set([
    ...result.hops.flatMap(row => [row.at, row.to, row.workload]),
    ...(result.totals ?? []).flatMap(row => [row.at, row.to]),
    ...result.series.columns.flatMap(column => [column.at, column.to, column.workload]),
    ...result.pods.flatMap(row => [row.pod, row.workload]),
  ])
  const full = new Map<string, Set<string>>()
  for (const name of names) full.set(localName(name), (full.get(localName(name)) ?? new Set()).add(name))
  return name => ((full.get(localName(name))?.size ?? 0) <= 1 ? localName(name) : name)
}

/** The part after the namespace; hosts and URLs have none. */
function localName(name: string): string {
  return /^[a-z0-9-]+\/[^/]+$/.test(name) ? name.slice(name.indexOf('/') + 1) : name
}

/** What stands for an answer that no pod gave. */
const NO_POD = 'no pod'

/** How tables and legends call who answered: the version, else the workload, else that there was none. */
export function answererName(workload: string, version: string): string {
  return version || localName(workload) || NO_POD
}

/** A place as compilers write it: `bookinfo/reviews.yaml:12:7`. */
export function placeText(place: { readonly file: string; readonly line: number; readonly column: number }): string {
  return place.line > 0 ? `${place.file}:${place.line}:${place.column}` : place.file
}
