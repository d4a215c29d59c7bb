import type { CoverageCount, RouteCoverage } from '../../dataplane/route-test-run.ts'

/** What is counted, in the order it is told. */
export const COVERED = ['routes', 'matches', 'subsets', 'destinations'] as const

/** Names of what no test touches beyond these are only counted; `--reporter json` has all of them. */
const SHOWN_MISSING = 3

const NOUN: Readonly<Record<(typeof COVERED)[number], string>> = {
  routes: 'route',
  matches: 'match',
  subsets: 'subset',
  destinations: 'destination',
}

/** `route coverage 83% (5 of 6; missing VirtualService/ratings#0)`; whole percents, rounded down: 100% is all of them. */
export function coverageText(coverage: RouteCoverage, what: (typeof COVERED)[number]): string {
  const count = coverage[what]
  const missing = missingText(count)
  const { covered, total } = totalsOf(count)
  const inside = `${covered} of ${total}${missing === '' ? '' : `; missing ${missing}`}`
  return `${NOUN[what]} coverage ${percentOf(count)}% (${inside})`
}

/** Nothing to cover is all covered. */
export function percentOf(count: CoverageCount): number {
  const { covered, total } = totalsOf(count)
  return total === 0 ? 100 : Math.floor((covered / total) * 100)
}

export function totalsOf({ touched, missing }: CoverageCount): { readonly covered: number; readonly total: number } {
  return { covered: touched.length, total: touched.length + missing.length }
}

function missingText({ missing }: CoverageCount): string {
  const names = missing.map(({ name }) => name)
  const rest = names.length - SHOWN_MISSING
  // One name more takes no more room than the words that say it is left out.
  if (rest <= 1) return names.join(', ')
  return `${names.slice(0, SHOWN_MISSING).join(', ')} and ${rest} more`
}
