import type { PathRow, RetryRow } from './causes.ts'
import { grouped } from './grouped.ts'
import type { Recorder } from './recorder.ts'
import { hopKey } from './retry-rows.ts'

/** Most amplified paths that are kept per source and window. */
const MOST_PATHS = 20
/** A mesh may have very many paths: so many calls are followed per source and window. */
const MOST_STEPS = 5000

/** Who called whom for one source: hops by their caller, and the workloads that answered each hop. */
interface Graph {
  readonly roots: readonly Hop[]
  readonly byCaller: ReadonlyMap<string, readonly Hop[]>
}

interface Hop {
  readonly key: string
  readonly at: string
  readonly to: string
  readonly answeredBy: readonly string[]
}

/**
 * How retries multiply along chains of calls: the product of the hops' own amplification. A path ends with the last hop
 * that tries anything again; only paths with more than one such hop or more than one call tell more than `retries` do,
 * so these alone are listed. No workload is on a path twice.
 */
export function pathRows(
  recorder: Recorder,
  retries: readonly RetryRow[],
): { readonly paths: readonly PathRow[]; readonly pathsLeftOut: number } {
  const graphs = new Map<string, Graph>()
  const groups = grouped(retries, ({ source, window }) => `${source}\n${window}`)
  let pathsLeftOut = 0
  const paths = [...groups.values()].flatMap(rows => {
    const { source, window } = rows[0]
    const graph = graphs.get(source) ?? graphOf(recorder, source)
    graphs.set(source, graph)
    const factors = new Map(rows.map(row => [hopKey(row), row.amplification]))
    const all = followed(graph, factors).map(path => ({ source, window, ...path }))
    pathsLeftOut += Math.max(0, all.length - MOST_PATHS)
    return all.sort((a, b) => b.amplification - a.amplification || compare(a.path, b.path)).slice(0, MOST_PATHS)
  })
  return { paths, pathsLeftOut }
}

function compare(a: readonly string[], b: readonly string[]): number {
  return a.join('\n') < b.join('\n') ? -1 : 1
}

/** Copies that a mirror makes are no part of any answer. */
function graphOf(recorder: Recorder, source: string): Graph {
  const labels = recorder.cells.map(cell => cell.labels).filter(each => each.source === source)
  const calls = labels.filter(({ to }) => !to.endsWith(' (mirror)'))
  const hops = [...grouped(calls, hopKey)].map(([key, answers]) => ({
    key,
    at: answers[0].at,
    to: answers[0].to,
    answeredBy: [...new Set(answers.map(({ workload }) => workload).filter(workload => workload !== ''))].sort(),
  }))
  hops.sort((a, b) => (a.key < b.key ? -1 : 1))
  const answerers = new Set(hops.flatMap(({ answeredBy }) => answeredBy))
  return { roots: hops.filter(({ at }) => !answerers.has(at)), byCaller: grouped(hops, ({ at }) => at) }
}

function followed(graph: Graph, factors: ReadonlyMap<string, number>): Omit<PathRow, 'source' | 'window'>[] {
  const found = new Map<string, Omit<PathRow, 'source' | 'window'>>()
  let steps = 0
  /** True if a path that goes on from here was found. */
  const follow = (hop: Hop, before: readonly Hop[]): boolean => {
    if (++steps > MOST_STEPS) return false
    const path = [...before, hop]
    const next = hop.answeredBy
      .filter(workload => path.every(({ at }) => at !== workload))
      .flatMap(workload => graph.byCaller.get(workload) ?? [])
    const goesOn = next.map(each => follow(each, path)).some(Boolean)
    if (goesOn || factors.get(hop.key) === undefined) return goesOn
    if (path.length > 1) {
      const names = [...path.map(({ at }) => at), hop.to]
      const each = path.map(({ key }) => factors.get(key) ?? 1)
      found.set(names.join('\n'), { path: names, factors: each, amplification: each.reduce((a, b) => a * b, 1) })
    }
    return true
  }
  for (const root of graph.roots) follow(root, [])
  return [...found.values()]
}
