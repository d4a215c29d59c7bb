import { keptIndices } from './downsample.ts'
import { bucketX, type PanelSeries, type Plot } from './panel.ts'
import { element, px } from './svg.ts'

/** The highest sum of a stack. */
export function stackTop(series: readonly PanelSeries[]): number {
  return Math.max(0, ...sums(series))
}

/** Areas on top of each other, the first at the bottom; each colour has a filling of its own. */
export function stackMarks(series: readonly PanelSeries[], plot: Plot, y: (value: number) => number): string {
  const kept = keptIndices(sums(series))
  let floor: number[] = kept.map(() => 0)
  const areas: string[] = []
  for (const one of series) {
    const ceiling = kept.map((index, i) => floor[i] + (one.values[index] ?? 0))
    areas.push(area(one, kept, floor, ceiling, plot, y))
    floor = ceiling
  }
  return areas.join('')
}

function area(
  series: PanelSeries,
  kept: readonly number[],
  floor: readonly number[],
  ceiling: readonly number[],
  plot: Plot,
  y: (value: number) => number,
): string {
  if (ceiling.every((value, i) => value === floor[i])) return ''
  const edge = (values: readonly number[]) => kept.map((index, i) => `${px(bucketX(plot, index))} ${px(y(values[i]))}`)
  const d = `M${edge(ceiling).join('L')}L${edge(floor).reverse().join('L')}Z`
  const filling = element('path', { class: `area c-${series.color}`, d })
  const pattern = fillPattern(series.color)
  return pattern ? filling + element('path', { class: 'texture', fill: `url(#${pattern})`, d }) : filling
}

/** Id of the texture over a colour; the first of each palette has none. */
export function fillPattern(color: PanelSeries['color']): string | undefined {
  if (color === 'ok' || color === 0) return undefined
  const index = typeof color === 'number' ? color : { degraded: 1, error: 3 }[color]
  return `texture-${((index - 1) % 3) + 1}`
}

function sums(series: readonly PanelSeries[]): number[] {
  const count = Math.max(0, ...series.map(one => one.values.length))
  return Array.from({ length: count }, (_, i) => series.reduce((sum, one) => sum + (one.values[i] ?? 0), 0))
}
