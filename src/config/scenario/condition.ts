import type { Place } from '../../kernel/place.ts'
import type { Condition, Metric, Statistic, WindowSpec } from './assertion.ts'
import { parseDuration } from './duration.ts'
import { parsePercent } from './fraction.ts'
import { mistake, type Parsed, parsed, quoted } from './parsed.ts'
import { parseRate } from './rate.ts'
import { type ConditionUnit, METRIC_STATISTICS, parseStatistic, statisticsText } from './statistic.ts'

const FORM = 'a condition is STATISTIC < VALUE (or <=, >, >=, ==) or in LOW..HIGH: p99 < 400ms, rate < 0.5%, in 9%..11%'

const EXAMPLES: Readonly<Record<ConditionUnit, string>> = {
  time: '400ms',
  fraction: '0.5%',
  count: '10',
  perSecond: '50/s',
}

const UNIT_NAMES: Readonly<Record<ConditionUnit, string>> = {
  time: 'a time',
  fraction: 'a percentage',
  count: 'a number without unit',
  perSecond: 'a rate',
}

/** `rate < 0.5%`, `p99 in 10ms..20ms`, `in 9%..11%`: the statistic must be one of the metric, the unit must fit it. */
export function parseCondition(text: string, metric: Metric, place: Place, during?: WindowSpec): Parsed<Condition> {
  const compare = /^\s*([\w.]+)\s*(<=|>=|==|<|>)\s*(\S.*?)\s*$/.exec(text)
  const range = /^\s*(?:([\w.]+)\s+)?in\s+(\S+?)\s*\.\.\s*(\S+?)\s*$/.exec(text)
  if (compare === null && range === null) return mistake('MS3022', `${quoted(text)} is not a condition`, FORM)
  const statistic = statisticOf(compare?.[1] ?? range?.[1], metric)
  if (!statistic.ok) return statistic
  const unit = METRIC_STATISTICS[metric].units[statistic.value.kind]
  if (unit === undefined) return noSuchStatistic(compare?.[1] ?? range?.[1] ?? 'in', metric)
  const base = { text: text.trim(), statistic: statistic.value, unit, place, ...(during && { during }) }
  if (compare) {
    const value = parseFigure(compare[3], unit)
    if (!value.ok) return value
    return parsed({
      ...base,
      test: { kind: 'compare', operator: compare[2] as '<' | '<=' | '>' | '>=' | '==', value: value.value },
    })
  }
  const low = parseFigure(range?.[2] ?? '', unit)
  if (!low.ok) return low
  const high = parseFigure(range?.[3] ?? '', unit)
  if (!high.ok) return high
  if (low.value > high.value) return mistake('MS3007', `${quoted(text)} has its bounds in the wrong order`, FORM)
  return parsed({ ...base, test: { kind: 'in', low: low.value, high: high.value } })
}

function statisticOf(word: string | undefined, metric: Metric): Parsed<Statistic> {
  if (word === undefined) {
    const { only } = METRIC_STATISTICS[metric]
    if (only !== undefined) return parsed({ kind: only })
    return mistake(
      'MS3023',
      `${metric} has several statistics: say which`,
      `name one before in: ${statisticsText(metric)}`,
    )
  }
  const statistic = parseStatistic(word)
  return statistic ? parsed(statistic) : noSuchStatistic(word, metric)
}

function noSuchStatistic(word: string, metric: Metric): Parsed<never> {
  return mistake('MS3023', `${metric} has no statistic ${quoted(word)}`, `${metric} has: ${statisticsText(metric)}`)
}

/** A value in base units: nanoseconds, fraction, count or per second. */
function parseFigure(text: string, unit: ConditionUnit): Parsed<number> {
  const bare = /^\d+(\.\d+)?$/.test(text)
  if (unit === 'count' && bare) return parsed(Number(text))
  const value = unit === 'time' ? parseDuration(text, 'ms') : unit === 'fraction' ? parsePercent(text) : parseRate(text)
  if (value.ok && unit !== 'count') return value
  const isOther = [parseDuration(text, 'ms'), parsePercent(text), parseRate(text)].some(other => other.ok)
  if (!isOther && !value.ok && value.code !== 'MS3006') return value
  const example = bare ? bareExample(text, unit) : EXAMPLES[unit]
  const code = bare ? 'MS3004' : isOther ? 'MS3024' : 'MS3006'
  const message = bare ? `${quoted(text)} has no unit` : `${quoted(text)} is not ${UNIT_NAMES[unit]}`
  return mistake(code, message, `compare with ${UNIT_NAMES[unit]}, such as ${example}`)
}

function bareExample(figure: string, unit: ConditionUnit): string {
  return figure + { time: 'ms', fraction: '%', count: '', perSecond: '/s' }[unit]
}
