import type { DistributionSpec } from '../../../kernel/distribution.ts'
import { parseDistribution } from '../distribution.ts'
import { type LikelyUnit, parseDuration } from '../duration.ts'
import { parseFactor, parsePercent, parseWeight } from '../fraction.ts'
import { readHistogram } from '../histogram.ts'
import { parsed } from '../parsed.ts'
import { parseRate } from '../rate.ts'
import type { Named } from '../scenario.ts'
import { parseSize } from '../size.ts'
import { choice } from './collection.ts'
import { fileText } from './file-text.ts'
import { object, required } from './object.ts'
import { scalar, text, wrongType } from './scalar.ts'
import { meaning, reportAt, type Shape } from './shape.ts'

const DURATION_PATTERN = '^(\\d+(\\.\\d+)?(h|m|s|ms|us|ns))+$'

/** A length of time in integer nanoseconds; a bare number is shown with the likely unit. */
export function duration(likely: LikelyUnit = 's'): Shape<number> {
  return scalar('duration', value => parseDuration(value, likely), { pattern: DURATION_PATTERN })
}

/** A duration, or `none` for "never": 0 in the scenario. */
export const durationOrNone: Shape<number> = scalar(
  'duration or none',
  value => (value === 'none' ? parsed(0) : parseDuration(value, 's')),
  { pattern: `^none$|${DURATION_PATTERN}` },
)

export const rate: Shape<number> = scalar('rate', parseRate, { pattern: '^\\d+(\\.\\d+)?\\s*/\\s*[smh]$' })

export const size: Shape<number> = scalar('size', parseSize, { pattern: '^\\d+(\\.\\d+)?\\s*([kMG]?B|[KMG]iB)$' })

export const percent: Shape<number> = scalar('percentage', parsePercent, { pattern: '^\\d+(\\.\\d+)?\\s*%$' })

export const factor: Shape<number> = scalar('factor', parseFactor, { pattern: '^[x×]\\d+(\\.\\d+)?$' })

export const weight: Shape<number> = {
  name: 'weight',
  parts: { kind: 'scalar' },
  schema: () => ({ type: ['number', 'string'], minimum: 0, pattern: '^\\d+(\\.\\d+)?%?$' }),
  read: cursor => {
    const result = parseWeight(cursor.value)
    return result.ok ? result.value : reportAt(cursor, result)
  },
}

/** A name with its place: the engine finds out what it names, and reports there if nothing is. */
export function named(what: string): Shape<Named> {
  return meaning(text(what), (name, cursor) => ({ name, place: cursor.source.place }))
}

const histogram: Shape<DistributionSpec> = meaning(
  object(
    'histogram',
    { histogram: required(text('file name'), 'A CSV of measured values, relative to the scenario.') },
    {
      later: { traces: 'give a histogram: FILE instead' },
    },
  ),
  (value, cursor) => {
    const file = fileText(cursor, 'histogram', value.histogram)
    if (file === undefined) return undefined
    const { spec, diagnostics } = readHistogram(file.text, file.path)
    for (const diagnostic of diagnostics) cursor.reading.report(diagnostic)
    return spec
  },
)

/** A random time: service times, network latencies, think times. */
export function distribution(likely: LikelyUnit = 'ms'): Shape<DistributionSpec> {
  return choice('time', {
    scalar: scalar('time', value => parseDistribution(value, likely), {
      pattern: `^((const|exp|uniform|lognormal)\\(.*\\)$|\\d)`,
    }),
    mapping: histogram,
  })
}

/** A whole number, or a word for "no limit". */
export function integerOr(unlimited: string, least: number): Shape<number> {
  const name = `whole number or ${unlimited}`
  return {
    name,
    parts: { kind: 'scalar' },
    schema: () => ({ anyOf: [{ type: 'integer', minimum: least }, { const: unlimited }] }),
    read: cursor => {
      const { value } = cursor
      if (value === unlimited) return Number.POSITIVE_INFINITY
      if (typeof value !== 'number') return wrongType(cursor, name)
      if (Number.isSafeInteger(value) && value >= least) return value
      const help = `allowed: a whole number of ${least} or more, or ${unlimited}`
      return reportAt(cursor, { code: 'MS3007', message: `${value} is not a ${name}`, help })
    },
  }
}
