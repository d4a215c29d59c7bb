import { timeAxis } from './axis.ts'
import type { Mark, Plot } from './panel.ts'
import { xOf } from './panel.ts'
import { element, label, shortened } from './svg.ts'

/** Something that lasted; without an end until that of the run. */
export interface Span {
  readonly fromNs: number
  readonly toNs?: number
}

/** A name and its spans, which may overlap. */
export interface SpanRow {
  readonly name: string
  readonly spans: readonly Span[]
}

export interface SpanOptions {
  readonly width: number
  readonly durationNs: number
  readonly marks: readonly Mark[]
  /** What the picture shows, for those who don't see it. */
  readonly description: string
}

const NAMES = 190
const RIGHT = 12
const ROW = 18
const BAR = 12
const AXIS_HEIGHT = 24

/** One row of bars per name on a time axis; where bars overlap they are darker. A bar is never too thin to be seen. */
export function spanChart(rows: readonly SpanRow[], options: SpanOptions): string {
  const { width, durationNs } = options
  const left = Math.min(NAMES, width / 3)
  const plot: Plot = { left, right: width - RIGHT, top: 2, bottom: 2 + rows.length * ROW, durationNs, bucketNs: 1 }
  const drawn = rows.map((row, i) => drawRow(row, plot, plot.top + i * ROW))
  const marks = options.marks
    .map(mark => xOf(plot, mark.atNs))
    .map(x => element('line', { class: 'mark', x1: x, x2: x, y1: plot.top, y2: plot.bottom }))
  return element(
    'svg',
    {
      class: 'timeline',
      viewBox: `0 0 ${width} ${plot.bottom + AXIS_HEIGHT}`,
      role: 'img',
      'aria-label': options.description,
    },
    drawn.join('') + marks.join('') + timeAxis(plot),
  )
}

function drawRow({ name, spans }: SpanRow, plot: Plot, top: number): string {
  const text = label(plot.left - 8, top + 13, shortened(name, plot.left - 8), { 'text-anchor': 'end' })
  const middle = top + ROW / 2
  const rule = element('line', { class: 'grid', x1: plot.left, x2: plot.right, y1: middle, y2: middle })
  const bars = spans.map(({ fromNs, toNs = plot.durationNs }) => {
    const x = xOf(plot, fromNs)
    const width = Math.max(1.5, xOf(plot, toNs) - x)
    return element('rect', { class: 'span c-error', x, y: top + (ROW - BAR) / 2, width, height: BAR })
  })
  return rule + text + bars.join('')
}
