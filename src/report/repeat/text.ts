import type { RepeatedAssertion, RepeatResult } from '../../measure/repeat.ts'
import { flow, wrap } from '../text/layout.ts'
import { type Style, styleOf, type TextOptions } from '../text/style.ts'
import { type Column, tableLines } from '../text/table.ts'
import { estimateText } from '../view/estimate.ts'
import { assertionText, factsOf, INTERRUPTED, precisionText, verdictText, warmUpText } from './facts.ts'

export interface RepeatTextOptions extends TextOptions {
  /** Folder that holds the folders of the runs; absent where none was written. */
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
        : wrap(style.plain(`results ${options.resultsDir}: seed-*/, repeat.html, repeat.json`), style.width)),
    ],
  ]
  const text = sections.filter(lines => lines.length > 0).map(lines => lines.join('\n'))
  return `${text.join('\n\n')}\ndigest ${digest}\n`
}

function headline(result: RepeatResult, style: Style): string[] {
  return [
    ...wrap(style.plain(result.scenario.title), style.width).map(style.strong),
    ...flow(factsOf(result), ` ${style.dot} `, style.width, '').map(style.dim),
    ...(result.complete ? [] : wrap(INTERRUPTED, style.width).map(style.bad)),
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

function verdict(result: RepeatResult, style: Style): string[] {
  const paint = result.passed ? style.good : style.bad
  return wrap(verdictText(result), style.width).map(line => paint(style.strong(line)))
}
