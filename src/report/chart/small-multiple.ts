import { countText, percentText } from '../figure.ts'
import { keptIndices } from './downsample.ts'
import { type Mark, type Plot, xOf } from './panel.ts'
import { element, px } from './svg.ts'

export interface SmallMultiple {
  readonly name: string
  /** Busy workers over workers, per bucket. */
  readonly utilisation: readonly (number | null)[]
  /** Waiting requests, per bucket. */
  readonly queue: readonly (number | null)[]
}

const WIDTH = 240
const HEIGHT = 56

/**
 * Utilisation as an area from 0 to 100 %, the queue as a line in its own scale from 0 to its highest value; both peaks
 * are told by the caption.
 */
export function smallMultiple(
  one: SmallMultiple,
  durationNs: number,
  bucketNs: number,
  marks: readonly Mark[],
): string {
  const plot: Plot = { left: 1, right: WIDTH - 1, top: 3, bottom: HEIGHT - 1, durationNs, bucketNs }
  const height = plot.bottom - plot.top
  const queueTop = Math.max(1, peak(one.queue))
  const busy = points(one.utilisation, plot, value => plot.bottom - height * Math.min(1, value))
  const queue = points(one.queue, plot, value => plot.bottom - (height * value) / queueTop)
  const base = px(plot.bottom)
  const ends = [busy[0], busy.at(-1)].map(point => point?.split(' ')[0])
  const parts = [
    element('line', { class: 'grid', x1: plot.left, x2: plot.right, y1: plot.top, y2: plot.top }),
    busy.length > 0
      ? element('path', { class: 'area c-0', d: `M${ends[0]} ${base}L${busy.join('L')}L${ends[1]} ${base}Z` })
      : '',
    queue.length > 0 && peak(one.queue) > 0 ? element('path', { class: 'line c-1', d: `M${queue.join('L')}` }) : '',
    ...marks.map(mark => markLine(xOf(plot, mark.atNs), plot)),
    element('line', { class: 'axis', x1: plot.left, x2: plot.right, y1: plot.bottom, y2: plot.bottom }),
  ]
  const description = `${one.name}: ${peaksText(one)}`
  return element(
    'svg',
    { class: 'small', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': description },
    parts.join(''),
  )
}

/** `busy up to 99.8%, queue up to 64`. */
export function peaksText(one: SmallMultiple): string {
  return `busy up to ${percentText(peak(one.utilisation))}, queue up to ${countText(Math.round(peak(one.queue)))}`
}

/** The highest value; 0 where there is none. */
export function peak(values: readonly (number | null)[]): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0)
}

function points(values: readonly (number | null)[], plot: Plot, y: (value: number) => number): string[] {
  return keptIndices(values, WIDTH).flatMap(i => {
    const value = values[i]
    return value === null ? [] : [`${px(xOf(plot, (i + 0.5) * plot.bucketNs))} ${px(y(value))}`]
  })
}

function markLine(x: number, plot: Plot): string {
  return element('line', { class: 'mark', x1: x, x2: x, y1: plot.top, y2: plot.bottom })
}
