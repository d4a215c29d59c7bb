import { element } from './svg.ts'

const WIDTH = 140
const HEIGHT = 16

/** From 0 to 100 %: the share seen as a bar, its 95 % band as a bracket, the configured weight as a tall tick. */
export function shareBar(share: {
  readonly configured?: number
  readonly seen: number
  readonly low: number
  readonly high: number
}): string {
  const x = (fraction: number) => 1 + (WIDTH - 2) * Math.min(1, Math.max(0, fraction))
  const middle = HEIGHT / 2
  const parts = [
    element('rect', { class: 'track', x: 1, y: 4, width: WIDTH - 2, height: HEIGHT - 8 }),
    element('rect', { class: 'area c-0', x: 1, y: 4, width: x(share.seen) - 1, height: HEIGHT - 8 }),
    element('path', {
      class: 'band',
      d: `M${x(share.low)} ${middle}H${x(share.high)}M${x(share.low)} 5v6M${x(share.high)} 5v6`,
    }),
  ]
  if (share.configured !== undefined) {
    const at = x(share.configured)
    parts.push(element('line', { class: 'configured', x1: at, x2: at, y1: 0, y2: HEIGHT }))
  }
  return element('svg', { class: 'share', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, 'aria-hidden': 'true' }, parts.join(''))
}
