import type { SweepPoint, SweepResult } from '../../measure/sweep.ts'
import { countText } from '../figure.ts'

/** `10 seeds (1 to 10)`, or that one run has no interval. */
export function seedsText(seeds: readonly number[]): string {
  if (seeds.length === 1) return `one run per point (seed ${seeds[0]}): no intervals`
  const isRange = seeds.every((seed, i) => seed === seeds[0] + i)
  const which = isRange ? `${seeds[0]} to ${seeds[seeds.length - 1]}` : seeds.join(', ')
  return `${countText(seeds.length)} seeds per point (${which}), the same at each`
}

/** What a row of the table has to say beside its figures. */
export function remarkOf(result: SweepResult, index: number): string {
  const remarks = []
  if (result.first === index)
    remarks.push(result.goals.length > 1 ? 'first to meet all goals' : 'first to meet the goal')
  if (result.knee === index) remarks.push('knee')
  const { verdicts } = result.points[index]
  if (verdicts.includes('unclear') && !verdicts.includes('fail')) remarks.push('unclear: more --repeats would tell')
  return remarks.join('; ')
}

/** `first value that passes: reviews-v2=6`, for the last lines. */
export function answerText(result: SweepResult): string {
  const { first, goals, points, axes } = result
  if (goals.length === 0) return `${countText(points.length)} points; no goal was given (--goal)`
  if (first !== undefined) return `first to meet ${goalsText(result)}: ${pointText(result, points[first])}`
  const unclear = points.findIndex(({ verdicts }) => verdicts.includes('unclear') && !verdicts.includes('fail'))
  const hope = unclear < 0 ? '' : `; unclear at ${pointText(result, points[unclear])}: more --repeats would tell`
  return `no ${axes.length > 1 ? 'point' : 'value'} meets ${goalsText(result)}${hope}`
}

function goalsText({ goals }: SweepResult): string {
  return goals.map(({ text }) => text).join(' and ')
}

export function pointText({ axes }: SweepResult, { values }: SweepPoint): string {
  return axes.map(({ path }, i) => `${path}=${values[i]}`).join(' ')
}

/** The last name of an axis, where that tells the axes apart. */
export function axisTitle({ axes }: Pick<SweepResult, 'axes'>, index: number): string {
  const titles = axes.map(({ path }) => path.slice(path.lastIndexOf('.') + 1).replaceAll('"', ''))
  return titles.filter(title => title === titles[index]).length > 1 ? axes[index].path : titles[index]
}
