import type { Place } from '../../kernel/place.ts'
import type { Condition, Metric, Selector, Statistic, WindowSpec } from './assertion.ts'
import { parseCondition } from './condition.ts'
import { mistake, type Parsed, parsed, quoted } from './parsed.ts'
import { parseSelector, selectorText } from './selector.ts'
import { type ConditionUnit, METRIC_STATISTICS, parseStatistic, statisticsText } from './statistic.ts'
import { parseWindow, type RunTimes } from './window.ts'

/** One figure of a run: `p99{at=client}`, `utilisation{workload=reviews-v2} max`, `errors{at=gateway} during zone-loss`. */
export interface Measure {
  /** One text per measure, whatever its spelling. */
  readonly text: string
  readonly selector: Selector
  readonly statistic: Statistic
  readonly unit: ConditionUnit
  /** Absent = the whole measured time. */
  readonly during?: WindowSpec
}

/** A measure and what it must be: `p99{at=client} < 400ms`. */
export interface Goal {
  readonly measure: Measure
  readonly text: string
  /** `< 400ms`. */
  readonly bound: string
  readonly test: Condition['test']
}

/** Statistics that are meant where none is named; latency has no such one. */
const USUAL: Readonly<Partial<Record<Metric, string>>> = {
  requests: 'rate',
  errors: 'rate',
  degraded: 'rate',
  share: 'value',
  utilisation: 'mean',
  queue: 'mean',
  'attempts-per-request': 'mean',
  connections: 'count',
  'sent-bytes': 'count',
  'received-bytes': 'count',
  ejections: 'count',
  recovery: 'time',
}

const MEASURE_FORM = 'a figure is METRIC{LABELS}, with a statistic or a window where needed: p99{at=client} during MARK'
const GOAL_FORM = 'a goal is a figure and its bound: p99{at=client} < 400ms, utilisation{workload=web} max < 80%'

/** @param place where the text stands, for the window inside it */
export function parseMeasure(text: string, place: Place, times: RunTimes): Parsed<Measure> {
  const { head, word, rest, window } = partsOf(text)
  if (head === undefined || rest !== '')
    return mistake('MS3022', `${quoted(text)} is not a figure of a run`, MEASURE_FORM)
  return measureOf(head, word, window, place, times)
}

/** @param place where the text stands, for the window inside it */
export function parseGoal(text: string, place: Place, times: RunTimes): Parsed<Goal> {
  const { head, word, rest, window } = partsOf(text)
  if (head === undefined || rest === '') return mistake('MS3022', `${quoted(text)} is not a goal`, GOAL_FORM)
  const measure = measureOf(head, word, window, place, times)
  if (!measure.ok) return measure
  const { selector, statistic } = measure.value
  const condition = parseCondition(`${statisticText(statistic)} ${rest}`, selector.metric, place)
  if (!condition.ok) return condition
  const { text: name, during } = measure.value
  const whole = during === undefined ? `${name} ${rest}` : name.replace(/ during /, ` ${rest} during `)
  return parsed({ measure: measure.value, text: whole, bound: rest, test: condition.value.test })
}

/** The figure that a condition of an assertion is about. */
export function measureOfCondition(selector: Selector, { statistic, unit, during }: Condition): Measure {
  const text = measureText(selector, statistic, during?.text)
  return { text, selector, statistic, unit, ...(during && { during }) }
}

interface Parts {
  /** The metric with its labels. */
  readonly head?: string
  readonly word?: string
  /** `< 400ms`, `in 1%..2%`; empty for a bare figure. */
  readonly rest: string
  readonly window?: string
}

function partsOf(text: string): Parts {
  const [, head, word, rest = '', window] =
    /^\s*([^\s{}<>=]+\s*(?:\{[^{}]*\})?)(?:\s+(?!in\s|during\s)([\w.]+))?(?:\s*((?:<=|>=|==|<|>)\s*\S+|in\s+\S+))?(?:\s+during\s+(\S+))?\s*$/.exec(
      text,
    ) ?? []
  return { head, word, rest: rest.replace(/^(<=|>=|==|<|>)\s*/, '$1 '), window }
}

function measureOf(
  head: string,
  word: string | undefined,
  window: string | undefined,
  place: Place,
  times: RunTimes,
): Parsed<Measure> {
  const [, name, labels] = /^([^\s{]+)\s*(\{.*\})?$/.exec(head) ?? []
  const ofLatency = name !== undefined && word === undefined && isLatencyStatistic(name)
  const selector = parseSelector(ofLatency ? `latency${labels ?? ''}` : head)
  if (!selector.ok) return selector
  const { metric } = selector.value
  const asked = ofLatency ? name : (word ?? USUAL[metric])
  if (asked === undefined)
    return mistake('MS3023', `${metric} has several statistics: say which`, `name one: ${statisticsText(metric)}`)
  const statistic = parseStatistic(asked)
  const unit = statistic && METRIC_STATISTICS[metric].units[statistic.kind]
  if (statistic === undefined || unit === undefined)
    return mistake('MS3023', `${metric} has no statistic ${quoted(asked)}`, `${metric} has: ${statisticsText(metric)}`)
  const during = window === undefined ? undefined : parseWindow(window, place, times)
  if (during !== undefined && !during.ok) return during
  const text = measureText(selector.value, statistic, during?.value.text)
  return parsed({ text, selector: selector.value, statistic, unit, ...(during && { during: during.value }) })
}

/** `p99{..}` and `mean{..}` are latencies. */
function isLatencyStatistic(word: string): boolean {
  const statistic = parseStatistic(word)
  return statistic !== undefined && METRIC_STATISTICS.latency.units[statistic.kind] !== undefined
}

function measureText(selector: Selector, statistic: Statistic, window: string | undefined): string {
  const whole = selectorText(selector)
  const word = statisticText(statistic)
  const isUsual = USUAL[selector.metric] === word
  const figure = selector.metric === 'latency' ? whole.replace(/^latency/, word) : isUsual ? whole : `${whole} ${word}`
  return window === undefined ? figure : `${figure} during ${window}`
}

function statisticText(statistic: Statistic): string {
  return statistic.kind === 'percentile' ? `p${statistic.percent}` : statistic.kind
}
