import { keptIndices } from './downsample.ts'
import { bucketX, type PanelSeries, type Plot } from './panel.ts'
import { element, px } from './svg.ts'

/** Markers tell lines apart without colour; so many per line. */
const MARKERS = 7

/** One path per series, broken where there was no sample, with a few markers in the shape of its colour. */
export function lineMarks(series: readonly PanelSeries[], plot: Plot, y: (value: number) => number): string {
  return series.map(one => lineMark(one, plot, y)).join('')
}

function lineMark(series: PanelSeries, plot: Plot, y: (value: number) => number): string {
  const points = keptIndices(series.values).map(i => ({ x: bucketX(plot, i), value: series.values[i] }))
  let path = ''
  let pen = 'M'
  for (const { x, value } of points) {
    if (value === null) {
      pen = 'M'
      continue
    }
    path += `${pen}${px(x)} ${px(y(value))}`
    pen = 'L'
  }
  if (path === '') return ''
  const drawn = points.filter(point => point.value !== null)
  const every = Math.max(1, Math.floor(drawn.length / MARKERS))
  const markers = series.dashed
    ? ''
    : drawn
        .filter((_, i) => i % every === Math.floor(every / 2))
        .map(point => marker(series.color, point.x, y(point.value ?? 0)))
        .join('')
  return element('path', { class: `line c-${series.color}${series.dashed ? ' dashed' : ''}`, d: path }) + markers
}

/** Each colour has a shape of its own. */
export function marker(color: PanelSeries['color'], x: number, y: number): string {
  const shape = MARKER_PATHS[typeof color === 'number' ? color : { ok: 0, degraded: 2, error: 3 }[color]]
  return element('path', { class: `marker c-${color}`, d: shape, transform: `translate(${px(x)} ${px(y)})` })
}

const MARKER_PATHS = [
  'M-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0',
  'M-2.7 -2.7h5.4v5.4h-5.4z',
  'M0 -3.6L3.4 2.6H-3.4z',
  'M0 -4L4 0L0 4L-4 0z',
  'M0 3.6L3.4 -2.6H-3.4z',
  'M-1 -3.5h2v2.5h2.5v2h-2.5v2.5h-2v-2.5h-2.5v-2h2.5z',
]
