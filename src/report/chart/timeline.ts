import { durationText } from '../figure.ts'
import { timeAxis, valueAxis } from './axis.ts'
import { legend } from './legend.ts'
import { lineMarks } from './lines.ts'
import { placeMarks } from './marks.ts'
import { type Mark, type Panel, type PanelSeries, type Plot, xOf } from './panel.ts'
import { stackMarks, stackTop } from './stack.ts'
import { element } from './svg.ts'

export interface TimelineOptions {
  readonly width: number
  readonly durationNs: number
  readonly warmupNs: number
  readonly bucketNs: number
  readonly marks: readonly Mark[]
  /** Height of one panel's plot. */
  readonly panelHeight: number
  /** What the picture shows, for those who don't see it. */
  readonly description: string
}

const LEFT = 58
const RIGHT = 12
const AXIS_HEIGHT = 24
const GAP = 12

/** Panels above each other on one time axis, marks running through all of them, the warm-up hatched. */
export function timelineChart(panels: readonly Panel[], options: TimelineOptions): string {
  const frame = { left: LEFT, right: options.width - RIGHT, durationNs: options.durationNs, bucketNs: options.bucketNs }
  const marks = placeMarks(options.marks, { ...frame, top: 0, bottom: 0 })
  const drawn: string[] = [marks.names(0)]
  const plots: Plot[] = []
  let top = marks.height + 4
  for (const panel of panels) {
    const head = legend({ ...panel, title: panel.title + cutText(panel) }, LEFT, top, frame.right)
    const plot = { ...frame, top: top + head.height + 4, bottom: top + head.height + 4 + options.panelHeight }
    plots.push(plot)
    drawn.push(head.markup, drawPanel(panel, plot, options.warmupNs))
    top = plot.bottom + GAP
  }
  const last = plots.at(-1)
  if (!last) return ''
  const lines = plots.map(plot => marks.lines(plot.top, plot.bottom)).join('')
  const height = last.bottom + AXIS_HEIGHT
  return element(
    'svg',
    {
      class: 'timeline',
      viewBox: `0 0 ${options.width} ${Math.ceil(height)}`,
      role: 'img',
      'aria-label': options.description,
    },
    drawn.join('') + lines + timeAxis(last),
  )
}

function drawPanel(panel: Panel, plot: Plot, warmupNs: number): string {
  const top = axisTop(panel)
  const axis = valueAxis(plot, top, panel.unit)
  const draw = panel.kind === 'stack' ? stackMarks : lineMarks
  const y = (value: number) => axis.y(Math.min(value, top))
  return axis.markup + draw(panel.series, plot, y) + warmup(plot, warmupNs)
}

function warmup(plot: Plot, warmupNs: number): string {
  if (warmupNs <= 0) return ''
  const width = xOf(plot, warmupNs) - plot.left
  const place = { x: plot.left, y: plot.top, width, height: plot.bottom - plot.top }
  return element('rect', { class: 'warmup', fill: 'url(#warmup)', ...place })
}

/** A peak this many times higher than nearly all values would press the rest flat: it is cut, and the title says so. */
const CUT_ABOVE = 5
const NEARLY_ALL = 0.98

function axisTop(panel: Panel): number {
  const highest = highestOf(panel)
  if (panel.unit !== 'time') return highest
  const values = panel.series.flatMap(series => series.values.filter(value => value !== null)).sort((a, b) => a - b)
  const usual = values[Math.floor(values.length * NEARLY_ALL)] ?? highest
  return usual > 0 && highest > CUT_ABOVE * usual ? CUT_ABOVE * usual : highest
}

function cutText(panel: Panel): string {
  const highest = highestOf(panel)
  return axisTop(panel) < highest ? ` (cut; highest ${durationText(highest)})` : ''
}

function highestOf(panel: Panel): number {
  return panel.kind === 'stack' ? stackTop(panel.series) : Math.max(0, ...panel.series.map(highest))
}

function highest(series: PanelSeries): number {
  return series.values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0)
}
