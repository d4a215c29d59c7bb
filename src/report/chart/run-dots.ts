import type { Estimate } from '../../measure/estimate.ts'
import { element } from './svg.ts'

const WIDTH = 260
const HEIGHT = 18
const MARGIN = 6

export interface RunDots {
  /** By run; null = no sample. */
  readonly values: readonly (number | null)[]
  /** Of their mean. */
  readonly estimate: Pick<Estimate, 'mean' | 'low' | 'high'>
  readonly limits: readonly number[]
}

/**
 * Where the runs lie: a dot for each, the 95 % interval of their mean as a bracket, the limits of the condition as tall
 * ticks. The scale fits what is drawn. The figures stand beside it in words.
 */
export function runDots({ values, estimate, limits }: RunDots): string {
  const { mean, low = mean, high = mean } = estimate
  const dots = values.flatMap(value => value ?? [])
  const shown = [...dots, ...limits, ...(low === undefined || high === undefined ? [] : [low, high])]
  const [least, most] = [Math.min(...shown), Math.max(...shown)]
  const x = (value: number) =>
    most > least ? MARGIN + ((WIDTH - 2 * MARGIN) * (value - least)) / (most - least) : WIDTH / 2
  const middle = HEIGHT / 2
  const parts = [
    element('line', { class: 'grid', x1: 0, x2: WIDTH, y1: middle, y2: middle }),
    ...dots.map(value => element('circle', { class: 'span c-0', cx: x(value), cy: middle, r: 3.5 })),
    ...(low === undefined || high === undefined
      ? []
      : [element('path', { class: 'band', d: `M${x(low)} ${middle}H${x(high)}M${x(low)} 5v8M${x(high)} 5v8` })]),
    ...limits.map(limit => element('line', { class: 'configured', x1: x(limit), x2: x(limit), y1: 0, y2: HEIGHT })),
  ]
  return element('svg', { class: 'runs', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true' }, parts.join(''))
}
