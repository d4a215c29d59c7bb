import { parseDuration } from '../duration.ts'
import type { OpenLoop } from '../scenario.ts'
import { listOf } from './collection.ts'
import { duration, rate } from './figure.ts'
import { defaulted, object, optional, required } from './object.ts'
import { type Cursor, checked, childOf, hasKey, isMapping, itemOf, meaning, reportAt, type Shape } from './shape.ts'

const ramp = object(
  'ramp',
  {
    at: defaulted(duration(), '0s', 'When the change begins.', { example: '9m' }),
    over: required(duration(), 'How long it takes; 0s is a step.', { example: '30s' }),
    from: optional(rate, 'Rate at its beginning.', { example: '50/s' }),
    to: optional(rate, 'Rate at its end, which then holds.', { example: '520/s' }),
  },
  { check: checkRates },
)

function checkRates(cursor: Cursor): void {
  if (!isMapping(cursor.value) || hasKey(cursor, 'from') || hasKey(cursor, 'to')) return
  reportAt(cursor, { code: 'MS3002', message: 'a ramp needs from or to', help: 'for example { over: 1m, from: 50/s }' })
}

const list: Shape<OpenLoop['ramp']> = listOf(
  'list of ramps',
  meaning(ramp, value => ({
    atNs: value.at,
    overNs: value.over,
    ...(value.from !== undefined && { fromPerSecond: value.from }),
    ...(value.to !== undefined && { toPerSecond: value.to }),
  })),
)

/** Changes of the rate in order of time, inside the run, none beginning before the last has ended. */
export const ramps: Shape<OpenLoop['ramp']> = checked(list, cursor => {
  if (!Array.isArray(cursor.value)) return
  let busyUntilNs = 0
  for (const index of cursor.value.keys()) {
    const item = itemOf(cursor, index)
    const atNs = nsAt(childOf(item, 'at'))
    const overNs = nsAt(childOf(item, 'over'))
    const { durationNs } = cursor.reading
    if (durationNs !== undefined && atNs + overNs > durationNs) {
      const at = childOf(item, atNs > durationNs ? 'at' : 'over')
      reportAt(at, {
        code: 'MS3011',
        message: 'the ramp ends beyond the duration of the run',
        help: 'raise duration, or shorten it',
      })
    }
    if (atNs < busyUntilNs) reportAt(item, { code: 'MS3015', message: 'begins before the ramp above it has ended' })
    busyUntilNs = Math.max(busyUntilNs, atNs + overNs)
  }
})

/** Nanoseconds of a duration that may be absent or wrong (then 0: it is reported where it is read). */
function nsAt(cursor: Cursor): number {
  const ns = typeof cursor.value === 'string' ? parseDuration(cursor.value, 's') : undefined
  return ns?.ok ? ns.value : 0
}
