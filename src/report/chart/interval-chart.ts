import type { Estimate } from '../../measure/estimate.ts'
import type { Unit } from '../figure.ts'
import { valueAxis } from './axis.ts'
import { marker } from './lines.ts'
import { type Plot, versionColor } from './panel.ts'
import { element, label, px, shortened, textWidth } from './svg.ts'

export interface IntervalLine {
  /** Empty = the only one. */
  readonly name: string
  /** By place on the axis. */
  readonly estimates: readonly Estimate[]
}

export interface IntervalChart {
  readonly title: string
  readonly unit: Unit
  /** What stands below each place. */
  readonly places: readonly string[]
  /** Where each place lies, from 0 to 1; absent = evenly. */
  readonly positions?: readonly number[]
  readonly axisName: string
  readonly lines: readonly IntervalLine[]
  /** Limits of goals. */
  readonly limits: readonly number[]
  /** Place that is the answer. */
  readonly marked?: number
}

const HEIGHT = 240
const LEFT = 58
const RIGHT = 16
/** Clear of the edges, so that half a marker is not cut. */
const PADDING = 18

/** Means with their intervals as whiskers, goals as dashed lines; described in words for those who don't see it. */
export function intervalChart(chart: IntervalChart, width: number): string {
  const plot: Plot = { left: LEFT, right: width - RIGHT, top: 44, bottom: HEIGHT - 40, durationNs: 1, bucketNs: 1 }
  const highest = Math.max(
    ...chart.limits,
    ...chart.lines.flatMap(({ estimates }) => estimates.map(({ high, mean }) => high ?? mean ?? 0)),
    0,
  )
  const axis = valueAxis(plot, highest, chart.unit)
  const count = chart.places.length
  const xOfPlace = (i: number) => {
    const share = chart.positions?.[i] ?? (count > 1 ? i / (count - 1) : 0.5)
    return plot.left + PADDING + (plot.right - plot.left - 2 * PADDING) * share
  }
  const parts = [
    label(0, 13, shortened(chart.title, width), { class: 'title' }),
    legend(chart.lines, plot),
    axis.markup,
    ...chart.limits.map(limit => goalLine(axis.y(limit), plot)),
    ...(chart.marked === undefined
      ? []
      : [
          element('line', {
            class: 'mark',
            x1: xOfPlace(chart.marked),
            x2: xOfPlace(chart.marked),
            y1: plot.top,
            y2: plot.bottom,
          }),
        ]),
    ...chart.lines.map((line, i) => intervalLine(line, i, xOfPlace, axis.y)),
    element('line', { class: 'axis', x1: plot.left, x2: plot.right, y1: plot.bottom, y2: plot.bottom }),
    ...placeLabels(chart, xOfPlace, plot),
    label((plot.left + plot.right) / 2, HEIGHT - 4, shortened(chart.axisName, plot.right - plot.left), {
      'text-anchor': 'middle',
    }),
  ]
  return element('svg', { viewBox: `0 0 ${width} ${HEIGHT}`, role: 'img', 'aria-label': chart.title }, parts.join(''))
}

function goalLine(y: number, plot: Plot): string {
  const line = element('line', { class: 'line dashed goal', x1: plot.left, x2: plot.right, y1: y, y2: y })
  return line + label(plot.right, y - 4, 'goal', { 'text-anchor': 'end' })
}

function legend(lines: readonly IntervalLine[], plot: Plot): string {
  let x = plot.left
  return lines
    .filter(({ name }) => name !== '')
    .map(({ name }, i) => {
      const sample = marker(versionColor(i), x + 5, 28) + label(x + 13, 32, name)
      x += 30 + textWidth(name)
      return sample
    })
    .join('')
}

function intervalLine(
  { estimates }: IntervalLine,
  index: number,
  xOfPlace: (i: number) => number,
  y: (value: number) => number,
): string {
  const color = versionColor(index)
  const drawn = estimates.flatMap(({ mean, low, high }, i) =>
    mean === undefined ? [] : [{ x: xOfPlace(i), mean, low, high }],
  )
  const path = drawn.map(({ x, mean }, i) => `${i === 0 ? 'M' : 'L'}${px(x)} ${px(y(mean))}`).join('')
  const whiskers = drawn.flatMap(({ x, low, high }) => {
    if (low === undefined || high === undefined) return []
    const [top, bottom] = [y(high), y(Math.max(0, low))]
    return [`M${px(x)} ${px(top)}V${px(bottom)}M${px(x - 4)} ${px(top)}h8M${px(x - 4)} ${px(bottom)}h8`]
  })
  return [
    element('path', { class: `line c-${color}`, d: path }),
    element('path', { class: `line whisker c-${color}`, d: whiskers.join('') }),
    ...drawn.map(({ x, mean }) => marker(color, x, y(mean))),
  ].join('')
}

/** As many as fit side by side, the first and the marked one among them. */
function placeLabels(chart: IntervalChart, xOfPlace: (i: number) => number, plot: Plot): readonly string[] {
  let free = 0
  return chart.places.map((place, i) => {
    const x = xOfPlace(i)
    const half = textWidth(place) / 2
    if (x - half < free) return ''
    free = x + half + 8
    return label(x, plot.bottom + 16, place, { 'text-anchor': 'middle' })
  })
}
