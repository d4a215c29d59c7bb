import type { Region, Space } from './space.ts'

/** Tries before a region counts as undecided; far above what rules of people need. */
const MOST_TRIES = 20_000

/** One value per dimension (its index among the values), or why there is none. */
export type Solution = readonly number[] | 'empty' | 'undecided'

/**
 * A point that lies in all of `inside` and in none of `outside`: exact over the values of the space. A point is outside of a
 * region when one dimension fails it, so this is a search over which one: regions with the least choice go first.
 */
export function solve(space: Space, inside: readonly Region[], outside: readonly Region[]): Solution {
  const start: Allowed = space.dimensions.map((dimension, d) =>
    dimension.values.map((_value, v) => inside.every(region => region.get(d)?.[v] ?? true)),
  )
  if (start.some(isEmpty)) return 'empty'
  return search(start, outside, { left: MOST_TRIES })
}

type Allowed = readonly (readonly boolean[])[]

function search(allowed: Allowed, outside: readonly Region[], tries: { left: number }): Solution {
  if (tries.left-- <= 0) return 'undecided'
  const open: Region[] = []
  let tightest: readonly Allowed[] | undefined
  let tightestRegion: Region | undefined
  for (const region of outside) {
    if (isLeft(allowed, region)) continue
    const ways = waysOut(allowed, region)
    if (ways.length === 0) return 'empty'
    open.push(region)
    if (!tightest || ways.length < tightest.length) {
      tightest = ways
      tightestRegion = region
    }
  }
  if (!tightest) return allowed.map(values => values.indexOf(true))
  const rest = open.filter(region => region !== tightestRegion)
  let isDecided = true
  for (const way of tightest) {
    const found = search(way, rest, tries)
    if (Array.isArray(found)) return found
    if (found === 'undecided') isDecided = false
  }
  return isDecided ? 'empty' : 'undecided'
}

/** Nothing that is still allowed lies in the region. */
function isLeft(allowed: Allowed, region: Region): boolean {
  for (const [d, holds] of region) if (!allowed[d].some((is, v) => is && holds[v])) return true
  return false
}

function waysOut(allowed: Allowed, region: Region): readonly Allowed[] {
  const ways: Allowed[] = []
  for (const [d, holds] of region) {
    const rest = allowed[d].map((is, v) => is && !holds[v])
    if (!isEmpty(rest)) ways.push(allowed.map((values, other) => (other === d ? rest : values)))
  }
  return ways
}

function isEmpty(values: readonly boolean[]): boolean {
  return !values.includes(true)
}
