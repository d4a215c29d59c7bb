import type { SweepResult } from '../../measure/sweep.ts'
import { flow, wrap } from '../text/layout.ts'
import { type Style, styleOf, type TextOptions } from '../text/style.ts'
import { type Column, tableLines } from '../text/table.ts'
import { estimateText } from '../view/estimate.ts'
import { answerText, axisTitle, remarkOf, seedsText } from './facts.ts'

export interface SweepTextOptions extends TextOptions {
  /** Where the files are, as the user would type it. */
  readonly resultsDir?: string
}

/** A sweep for a terminal: what was asked, one line per point, the answer. Intervals are of 95 %. */
export function sweepText(result: SweepResult, options: SweepTextOptions): string {
  const style = styleOf(options)
  const facts = [seedsText(result.seeds), ...result.goals.map(({ text }) => `goal ${text}`)]
  const interrupted = result.complete ? [] : wrap('interrupted: runs are missing', style.width).map(style.bad)
  const answer = answerText(result)
  const paint = result.first === undefined && result.goals.length > 0 ? style.bad : style.strong
  const sections = [
    [
      ...wrap(style.plain(result.scenario.title), style.width).map(style.strong),
      ...flow(facts.map(style.plain), ` ${style.dot} `, style.width, '').map(style.dim),
      ...interrupted,
    ],
    tableLines(
      columns(result, style),
      result.points.map((_, i) => i),
      style,
    ),
    [
      ...wrap(style.plain(answer), style.width).map(paint),
      ...(result.seeds.length > 1
        ? wrap('mean [95% interval] over the seeds; a goal is met if its whole interval meets it', style.width).map(
            style.dim,
          )
        : []),
      ...(options.resultsDir === undefined
        ? []
        : wrap(style.plain(`report ${options.resultsDir}/report.html`), style.width)),
    ],
  ]
  return `${sections.map(lines => lines.join('\n')).join('\n\n')}\n`
}

function columns(result: SweepResult, style: Style): readonly Column<number>[] {
  const { axes, measures, points } = result
  return [
    ...(result.goals.length > 0
      ? [{ title: '', align: 'left' as const, cell: (i: number) => markOf(result, i, style) }]
      : []),
    ...axes.map((_, axis) => ({
      title: axisTitle(result, axis),
      align: 'right' as const,
      cell: (i: number) => points[i].values[axis],
    })),
    ...measures.map(({ text, unit }, m) => ({
      title: style.plain(text),
      align: 'right' as const,
      cell: (i: number) => estimateText(points[i].figures[m], unit),
      ...(m > 0 && { dropOrder: m }),
    })),
    { title: '', align: 'left', cell: (i: number) => remarkOf(result, i), dropOrder: 100 },
  ]
}

/** Read without colour as well. */
function markOf({ points }: SweepResult, index: number, style: Style): string {
  const { verdicts } = points[index]
  if (verdicts.includes('fail')) return style.fail
  return verdicts.includes('unclear') ? '?' : style.pass
}
