import { parseMeasure } from '../measure.ts'
import { mistake, parsed, quoted } from '../parsed.ts'
import type { Precision, Repeat } from '../scenario.ts'
import { percent } from './figure.ts'
import { defaulted, object, optional, required } from './object.ts'
import { integer, scalar, text } from './scalar.ts'
import { meaning, reportAt, type Shape } from './shape.ts'

const MOST_SEEDS = 10_000

/** `1..10` or `7`. */
const seeds: Shape<readonly number[]> = scalar(
  'range of seeds',
  value => {
    const [, first, last = first] = /^\s*(\d{1,15})(?:\s*\.\.\s*(\d{1,15}))?\s*$/.exec(value) ?? []
    if (first === undefined) return mistake('MS3006', `${quoted(value)} is not a range of seeds`, 'write 1..10')
    const count = Number(last) - Number(first) + 1
    if (count < 1) return mistake('MS3007', `${quoted(value)} ends before it begins`, `write ${last}..${first}`)
    if (count > MOST_SEEDS)
      return mistake('MS3007', `${quoted(value)} are ${count} seeds`, `at most ${MOST_SEEDS} are run`)
    return parsed(Array.from({ length: count }, (_, i) => Number(first) + i))
  },
  { pattern: '^\\d+(\\.\\.\\d+)?$' },
)

/** `repeat:`: the same scenario with many seeds. */
export const repeatShape: Shape<Repeat> = meaning(
  object('repeat', {
    seeds: required(seeds, 'Seeds to run, each a replication.', { example: '1..10' }),
    pass: optional(
      integer('number of runs', 1),
      'So many runs must pass all assertions for the whole to pass. Default: all of them.',
      { example: 9 },
    ),
  }),
  ({ seeds: list, pass }, cursor) => {
    if (pass === undefined || pass <= list.length) return { seeds: list, pass: pass ?? list.length }
    const help = 'pass is at most the number of seeds'
    return reportAt(cursor, { code: 'MS3007', message: `pass is ${pass}, but there are ${list.length} seeds`, help })
  },
)

const figure: Shape<Pick<Precision, 'measure' | 'place'>> = meaning(text('figure'), (written, cursor) => {
  const { place } = cursor.source
  const measure = parseMeasure(written, place, cursor.reading)
  return measure.ok ? { measure: measure.value, place } : reportAt(cursor, measure)
})

/** No number of runs leaves nothing to doubt. */
const precision: Shape<number> = meaning(percent, (part, cursor) =>
  part > 0 ? part : reportAt(cursor, { code: 'MS3007', message: 'must be above 0%', help: 'for example within: 2%' }),
)

/** `until:`: goes on with further seeds until a figure is known well enough. */
export const untilShape: Shape<Precision> = meaning(
  object('until', {
    metric: required(figure, 'Figure that is to be known: METRIC{LABELS}, with a statistic or window where needed.', {
      example: 'p99{at=client}',
    }),
    within: required(precision, 'Half-width of its 95% interval, as a part of the mean.', { example: '2%' }),
    'at-most': defaulted(integer('number of runs', 2, MOST_SEEDS), 100, 'Runs after which it is given up.', {
      reason: 'A figure that a hundred runs do not settle needs longer runs, not more.',
    }),
  }),
  ({ metric, within, 'at-most': atMost }) => ({ ...metric, within, atMost }),
)
