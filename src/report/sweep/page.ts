import type { SweepPoint, SweepResult } from '../../measure/sweep.ts'
import { type IntervalLine, intervalChart } from '../chart/interval-chart.ts'
import { escapeText } from '../chart/svg.ts'
import { documentHtml } from '../html/document.ts'
import { htmlTable, paragraph, section } from '../html/table.ts'
import { estimateText } from '../view/estimate.ts'
import { answerText, axisTitle, remarkOf, seedsText } from './facts.ts'

const WIDTH = 1040
/** More lines than colours can't be told apart: the table has the rest. */
const MOST_LINES = 6

/** The sweep's `report.html`: the answer, a chart for each figure, the table. */
export function sweepPage(result: SweepResult): string {
  return documentHtml(`${answerText(result)} – ${result.scenario.title}`, [
    header(result),
    section('figures', 'Figures', result.measures.map((_, i) => chartOf(result, i)).join('\n')),
    section('points', 'Points', table(result)),
  ])
}

function header(result: SweepResult): string {
  const passed = result.goals.length === 0 ? '' : result.first === undefined ? ' failed' : ' passed'
  const facts = [
    ...result.axes.map(({ path, values }) => `${path}: ${values.length} values`),
    seedsText(result.seeds),
    `meshsim ${result.meshsim}`,
  ]
  const rule =
    'Whiskers and brackets: 95 % interval of the mean over the seeds (Student’s t). A goal is met if the whole interval meets it.'
  return `<header>
<h1>${escapeText(result.scenario.title)}</h1>
${paragraph(facts.join(' · '), 'facts')}
${result.seeds.length > 1 ? paragraph(rule, 'facts') : ''}
${result.complete ? '' : paragraph('Interrupted: runs are missing.', 'verdict failed')}
${paragraph(`${answerText(result)}.`, `verdict${passed}`)}
</header>`
}

/** The first axis lies below; each value of the others has a line. */
function chartOf(result: SweepResult, measure: number): string {
  const { axes, measures, goals } = result
  const [axis] = axes
  const numbers = axis.values.map(value => Number.parseFloat(value))
  const isScale = numbers.every((value, i) => Number.isFinite(value) && (i === 0 || value > numbers[i - 1]))
  const span = numbers[numbers.length - 1] - numbers[0]
  const { text, unit } = measures[measure]
  const marked = axes.length === 1 ? result.first : undefined
  return intervalChart(
    {
      title: text,
      unit,
      places: axis.values,
      ...(isScale && span > 0 && { positions: numbers.map(value => (value - numbers[0]) / span) }),
      axisName: axis.path,
      lines: linesOf(result, measure),
      limits: goals.filter(goal => goal.measure === measure).flatMap(({ limits }) => limits),
      ...(marked !== undefined && { marked }),
    },
    WIDTH,
  )
}

function linesOf({ axes, points }: SweepResult, measure: number): readonly IntervalLine[] {
  const lines = new Map<string, SweepPoint[]>()
  for (const point of points) {
    const name = point.values
      .slice(1)
      .map((value, i) => `${axes[i + 1].path}=${value}`)
      .join(' ')
    const line = lines.get(name)
    if (line === undefined) lines.set(name, [point])
    else line.push(point)
  }
  return [...lines]
    .slice(0, MOST_LINES)
    .map(([name, its]) => ({ name, estimates: its.map(({ figures }) => figures[measure]) }))
}

function table(result: SweepResult): string {
  const { axes, measures, points } = result
  return htmlTable(
    [
      ...axes.map((_, axis) => ({
        title: axisTitle(result, axis),
        align: 'right' as const,
        cell: (i: number) => points[i].values[axis],
      })),
      ...measures.map(({ text, unit }, m) => ({
        title: text,
        align: 'right' as const,
        cell: (i: number) => estimateText(points[i].figures[m], unit),
      })),
      { title: '', align: 'text' as const, cell: (i: number) => remarkOf(result, i) },
    ],
    points.map((_, i) => i),
  )
}
