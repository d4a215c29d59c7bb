import type { ReachedPrecision, RepeatedAssertion, RepeatResult, WarmUp } from '../../measure/repeat.ts'
import { countText, durationText, percentText } from '../figure.ts'
import { flow, wrap } from '../text/layout.ts'
import { type Style, styleOf, type TextOptions } from '../text/style.ts'
import { type Column, tableLines } from '../text/table.ts'
import { estimateText } from '../view/estimate.ts'

export interface RepeatTextOptions extends TextOptions {
  /** Folder that holds the folders of the runs. */
  readonly resultsDir?: string
}

/** Runs of many seeds for a terminal: each assertion with the runs it held in and its figure, then the verdict. */
export function repeatText(result: RepeatResult, options: RepeatTextOptions): string {
  const style = styleOf(options)
  const { runs, assertions, until, warmup, digest } = result
  const sections = [
    headline(result, style),
    assertions.length === 0 ? [] : tableLines(columns(runs.length, style), assertions, style),
    [
      ...(until
        ? wrap(style.plain(precisionText(until)), style.width).map(until.reached ? style.plain : style.bad)
        : []),
      ...(warmup ? wrap(warmUpText(warmup), style.width).map(style.dim) : []),
    ],
    [
      ...verdict(result, style),
      ...(options.resultsDir === undefined
        ? []
        : wrap(style.plain(`results ${options.resultsDir}/seed-*/ and repeat.json`), style.width)),
    ],
  ]
  const text = sections.filter(lines => lines.length > 0).map(lines => lines.join('\n'))
  return `${text.join('\n\n')}\ndigest ${digest}\n`
}

function headline({ scenario, runs, durationNs, istio, complete }: RepeatResult, style: Style): string[] {
  const first = runs[0]?.seed ?? 0
  const last = runs[runs.length - 1]?.seed ?? 0
  const seeds =
    runs.length === 1 ? `one run (seed ${first}): no intervals` : `${countText(runs.length)} seeds, ${first} to ${last}`
  const facts = [seeds, `${durationText(durationNs)} simulated each`, `istio ${istio} defaults`]
  return [
    ...wrap(style.plain(scenario.title), style.width).map(style.strong),
    ...flow(facts, ` ${style.dot} `, style.width, '').map(style.dim),
    ...(complete ? [] : wrap('interrupted: the figures cover the runs that were finished', style.width).map(style.bad)),
  ]
}

function columns(runs: number, style: Style): readonly Column<RepeatedAssertion>[] {
  return [
    { title: '', align: 'left', cell: ({ held }) => (held === runs ? style.pass : held === 0 ? style.fail : '?') },
    { title: 'assertion', align: 'left', cell: assertionText, shrinkTo: [40, 20] },
    { title: 'condition', align: 'left', cell: ({ condition }) => condition },
    {
      title: 'mean [95% interval]',
      align: 'right',
      cell: ({ figure, unit }) => style.plain(estimateText(figure, unit)),
    },
    { title: 'held in', align: 'right', cell: ({ held }) => `${held} of ${runs}` },
  ]
}

function assertionText({ selector, window }: RepeatedAssertion): string {
  return window === undefined ? selector : `${selector} during ${window}`
}

/** Whether what `until:` asks for was reached. */
function precisionText({ metric, unit, figure, within, halfWidth, reached, atMost }: ReachedPrecision): string {
  const known = `${metric} ${estimateText(figure, unit)}`
  if (halfWidth === undefined)
    return `${known}: its interval is no part of the mean, so within ${percentText(within)} can't be reached`
  const how = `known to ±${percentText(halfWidth)} after ${figure.n} runs`
  return reached ? `${known}: ${how}` : `${known}: ${how}, not within ${percentText(within)} (at-most: ${atMost})`
}

/** Which cut the start needs, and that the scenario makes it. */
function warmUpText({ settlesNs, configuredNs }: WarmUp): string {
  const warmup = configuredNs > 0 ? ` after warmup: ${durationText(configuredNs)}` : ''
  if (settlesNs === undefined)
    return `the median latency does not settle${warmup} before the first event (MSER-5): it may grow with the load or without end`
  if (settlesNs === configuredNs) return `nothing of the start shows in the median latency${warmup} (MSER-5)`
  const longer = durationText(settlesNs)
  return `the start shows in the median latency until ${longer} (MSER-5): set warmup: ${longer} to leave it out`
}

function verdict({ runs, needed, assertions, passed }: RepeatResult, style: Style): string[] {
  const good = runs.filter(run => run.passed).length
  const paint = passed ? style.good : style.bad
  const text =
    assertions.length === 0
      ? 'no assertions to check'
      : `${countText(good)} of ${countText(runs.length)} runs passed, ${countText(needed)} needed`
  return wrap(text, style.width).map(line => paint(style.strong(line)))
}
