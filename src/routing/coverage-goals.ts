import type { CoverageGoal } from '../config/route-tests/route-tests.ts'
import type { CoverageCount, CoverageItem, RouteCoverage } from '../dataplane/route-test-run.ts'

const KINDS = ['routes', 'matches', 'subsets', 'destinations'] as const

/** Goals of a file of tests that its run missed, one sentence each. Percentages are compared exactly, not rounded. */
export function missedGoals(coverage: RouteCoverage, goal: CoverageGoal, file: string): readonly string[] {
  return KINDS.flatMap(kind => {
    const wanted = goal[kind]
    return wanted === undefined ? [] : missed(coverage[kind], wanted, `${kind} of ${file}`)
  })
}

/** `--fail-under`: of all routes. */
export function missedRoutes(coverage: RouteCoverage, percent: number): readonly string[] {
  return missed(coverage.routes, percent, 'routes')
}

function missed({ touched, missing }: CoverageCount, wanted: number, what: string): readonly string[] {
  const covered = touched.length
  const total = covered + missing.length
  // Nothing to cover is all covered.
  if (total === 0 || covered * 100 >= wanted * total) return []
  return [`coverage of ${what}: ${covered} of ${total} are touched, ${wanted}% are wanted`]
}

/** Of several meshes; what more than one of them holds counts once, and is touched if a test of any of them touches it. */
export function joinedCoverage(all: readonly RouteCoverage[]): RouteCoverage | undefined {
  if (all.length <= 1) return all[0]
  const join = (kind: (typeof KINDS)[number]): CoverageCount => {
    const touched = byPlace(all.flatMap(coverage => coverage[kind].touched))
    const missing = byPlace(all.flatMap(coverage => coverage[kind].missing))
    return {
      touched: [...touched.values()],
      missing: [...missing].filter(([key]) => !touched.has(key)).map(([, item]) => item),
    }
  }
  return {
    routes: join('routes'),
    matches: join('matches'),
    subsets: join('subsets'),
    destinations: join('destinations'),
  }
}

/** Things of one name in other files are others. */
function byPlace(items: readonly CoverageItem[]): ReadonlyMap<string, CoverageItem> {
  return new Map(items.map(item => [`${item.name} ${item.place.file}:${item.place.line}:${item.place.column}`, item]))
}
