import { scaleLinear } from 'd3-scale'
import { HOUR, MINUTE, SECOND } from '../../kernel/time.ts'
import { countText, durationText, rateText } from '../figure.ts'
import { type Panel, type Plot, xOf } from './panel.ts'
import { element, label } from './svg.ts'

export interface ValueAxis {
  readonly y: (value: number) => number
  readonly markup: string
}

/** A value axis from 0 with about three ticks that carry their unit, and the grid lines. */
export function valueAxis(plot: Plot, highest: number, unit: Panel['unit']): ValueAxis {
  const scale = scaleLinear()
    .domain([0, highest > 0 ? highest : 1])
    .nice(3)
    .range([plot.bottom, plot.top])
  const ticks = scale.ticks(3).map(tick => {
    const y = scale(tick)
    const line = element('line', { class: 'grid', x1: plot.left, x2: plot.right, y1: y, y2: y })
    return line + label(plot.left - 6, y + 3.5, tickText(tick, unit), { 'text-anchor': 'end' })
  })
  return { y: value => scale(value), markup: ticks.join('') }
}

function tickText(value: number, unit: Panel['unit']): string {
  if (value === 0) return '0'
  if (unit === 'time') return durationText(value)
  // As many digits as the tick has: small shares would all look alike when rounded.
  if (unit === 'fraction') return `${Number((value * 100).toPrecision(6))}%`
  return unit === 'perSecond' ? rateText(value) : countText(value)
}

/** Steps of a time axis that people count in. */
const STEPS = [0.001, 0.01, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30]
  .map(seconds => seconds * SECOND)
  .concat([1, 2, 5, 10, 15, 30].map(minutes => minutes * MINUTE))
  .concat([1, 2, 6, 12, 24].map(hours => hours * HOUR))

/** The time axis below the last panel. */
export function timeAxis(plot: Plot): string {
  const most = Math.max(2, Math.floor((plot.right - plot.left) / 80))
  const step = STEPS.find(candidate => plot.durationNs / candidate <= most) ?? plot.durationNs
  const ticks: string[] = []
  for (let ns = 0; ns <= plot.durationNs; ns += step) {
    const x = xOf(plot, ns)
    const tick = element('line', { class: 'axis', x1: x, x2: x, y1: plot.bottom, y2: plot.bottom + 4 })
    ticks.push(tick + label(x, plot.bottom + 16, ns === 0 ? '0' : durationText(ns), { 'text-anchor': 'middle' }))
  }
  const line = element('line', { class: 'axis', x1: plot.left, x2: plot.right, y1: plot.bottom, y2: plot.bottom })
  return line + ticks.join('')
}
