import { assert } from '../kernel/assert.ts'
import type { Row } from './row.ts'
import { detach } from './settle.ts'
import { carryTimers } from './timers.ts'
import type { World } from './world.ts'

/**
 * Attempts of one hop that run side by side (Envoy hedge_on_per_try_timeout): the newest one leads, that is, it holds the
 * timers of the hop and may be retried; the others have had their retry already.
 */
export interface Rivals {
  readonly rows: Row[]
  /** Attempts that timed out and were retried while they went on. */
  readonly retried: Set<Row>
}

/** `next` is the retry of `row`, which goes on. */
export function joinRivals(row: Row, next: Row): void {
  const rivals = row.rivals ?? { rows: [row], retried: new Set() }
  rivals.retried.add(row)
  rivals.rows.push(next)
  row.rivals = rivals
  next.rivals = rivals
}

export function wasRetried(row: Row): boolean {
  return row.rivals?.retried.has(row) === true
}

/** `row` failed, and there are others that may still do better: it leaves the race. */
export function stepAside(world: World, row: Row): void {
  const { rivals } = row
  assert(rivals !== null && rivals.rows.length > 1, 'somebody is left in the race')
  const rest = rivals.rows.filter(each => each !== row)
  if (leaderOf(rivals) === row) inherit(world, row, rest[rest.length - 1])
  rivals.rows.splice(0, rivals.rows.length, ...rest)
  row.rivals = null
  detach(world, row)
}

/** `row` has the answer: the others are given up, and the hop ends with it. */
export function win(world: World, row: Row): void {
  const { rivals } = row
  if (rivals === null) return
  const leader = leaderOf(rivals)
  if (leader !== row) inherit(world, leader, row)
  row.rivals = null
  giveUp(
    world,
    rivals.rows.filter(each => each !== row),
  )
}

/** The hop ended for all of them. */
export function endRivals(world: World, row: Row, rivals: Rivals): void {
  giveUp(
    world,
    rivals.rows.filter(each => each !== row),
  )
}

function giveUp(world: World, rows: readonly Row[]): void {
  for (const row of rows) {
    row.rivals = null
    detach(world, row)
  }
}

export function leaderOf({ rows }: Rivals): Row {
  return rows[rows.length - 1]
}

function inherit(world: World, from: Row, to: Row): void {
  to.stream = from.stream
  from.stream = null
  to.attempt = from.attempt
  to.tried = from.tried
  to.flags |= from.flags
  to.retrying = from.retrying
  from.retrying = false
  carryTimers(world, from, to)
  from.routeDeadlineNs = -1
  from.callDeadlineNs = -1
}
