import type { CoverageGoal } from '../config/route-tests/route-tests.ts'
import type { CoverageCount, RouteCoverage } from '../dataplane/route-test-run.ts'

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

function missed({ covered, total }: CoverageCount, wanted: number, what: string): readonly string[] {
  // Nothing to cover is all covered.
  if (total === 0 || covered * 100 >= wanted * total) return []
  return [`coverage of ${what}: ${covered} of ${total} are touched, ${wanted}% are wanted`]
}

/** Of several meshes: their counts summed. */
export function summedCoverage(all: readonly RouteCoverage[]): RouteCoverage | undefined {
  if (all.length <= 1) return all[0]
  const sum = (kind: (typeof KINDS)[number]): CoverageCount => ({
    covered: all.reduce((count, coverage) => count + coverage[kind].covered, 0),
    total: all.reduce((count, coverage) => count + coverage[kind].total, 0),
    missing: all.flatMap(coverage => coverage[kind].missing),
  })
  return {
    routes: sum('routes'),
    matches: sum('matches'),
    subsets: sum('subsets'),
    destinations: sum('destinations'),
  }
}
