import type { ComparedFigure, ComparisonResult } from '../../measure/comparison.ts'
import { countText } from '../figure.ts'
import { wrap } from '../text/layout.ts'
import { type Style, styleOf, type TextOptions } from '../text/style.ts'
import { type Column, tableLines } from '../text/table.ts'
import { estimateText } from '../view/estimate.ts'
import { assertionText, changeText, closingText, heldText, pairsText, verdictText } from './facts.ts'

/** A comparison for a terminal: one line per figure, then the assertions that hold in other runs than before. */
export function comparisonText(result: ComparisonResult, options: TextOptions): string {
  const style = styleOf(options)
  const { a, b, figures } = result
  const title = a.title === b.title ? a.title : `${a.title} → ${b.title}`
  const moved = result.assertions.filter(each => each.a !== each.b)
  const closing = closingText(result)
  const sections = [
    [
      ...wrap(style.plain(title), style.width).map(style.strong),
      ...[`a  ${a.name}`, `b  ${b.name}`, pairsText(result)].flatMap(line =>
        wrap(style.plain(line), style.width).map(style.dim),
      ),
    ],
    tableLines(columns(style), figures, style),
    wrap(podsText(result), style.width),
    moved.flatMap(each =>
      wrap(
        `${each.isWorse ? style.fail : style.dot} ${style.plain(`${assertionText(each)}  held in ${heldText(each)}`)}`,
        style.width,
      ),
    ),
    wrap(closing, style.width).map(result.passed ? style.good : style.bad),
  ]
  return `${sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`
}

function columns(style: Style): readonly Column<ComparedFigure>[] {
  return [
    { title: 'figure', align: 'left', cell: ({ text }) => text, shrinkTo: [30, 16] },
    { title: 'a', align: 'right', cell: figure => meanText(figure, 'a') },
    { title: 'b', align: 'right', cell: figure => meanText(figure, 'b') },
    { title: 'change', align: 'left', cell: figure => style.plain(changeText(figure)) },
    { title: 'verdict', align: 'left', cell: verdictText },
  ]
}

/** Means alone: the interval that counts is that of the change. */
export function meanText({ unit, ...sides }: ComparedFigure, side: 'a' | 'b'): string {
  const { n, missing, mean } = sides[side]
  return estimateText({ n, missing, mean }, unit)
}

export function podsText({ a, b }: ComparisonResult): string {
  if (a.pods === b.pods) return `pods ${countText(a.pods)}, as before`
  return `pods ${countText(a.pods)} → ${countText(b.pods)} (${b.pods > a.pods ? '+' : '−'}${countText(Math.abs(b.pods - a.pods))})`
}
