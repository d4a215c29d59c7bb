import type { Change, ComparedAssertion, ComparedFigure, ComparisonResult } from '../../measure/comparison.ts'
import { countText, figureText, ratioText, type Unit } from '../figure.ts'

/** `10 paired seeds (1 to 10): both sides meet the same arrivals and service times`. */
export function pairsText({ seeds }: ComparisonResult): string {
  if (seeds.length === 0) return 'no pair of runs was finished'
  if (seeds.length === 1) return `one pair of runs (seed ${seeds[0]}): no intervals`
  const [first, last] = [seeds[0], seeds[seeds.length - 1]]
  return `${countText(seeds.length)} paired seeds (${first} to ${last}): both sides meet the same arrivals and service times`
}

/** `0.21× [0.20, 0.23]`, `−11.2 pp [−11.5, −10.9]`. */
export function changeText({ change, unit }: ComparedFigure): string {
  if (change === undefined) return 'not in every run'
  const figure = (value: number) => (change.kind === 'ratio' ? ratioText(value) : differenceText(value, unit))
  const end = change.kind === 'ratio' ? '×' : unit === 'fraction' ? ' pp' : ''
  return figure(change.value) + end + intervalOf(change, figure)
}

function intervalOf({ low, high }: Change, figure: (value: number) => string): string {
  return low === undefined || high === undefined || low === high ? '' : ` [${figure(low)}, ${figure(high)}]`
}

/** With its sign; fractions in percentage points, without their unit. */
function differenceText(value: number, unit: Unit): string {
  const size = Math.abs(value)
  const text = unit === 'fraction' ? (size * 100).toFixed(size !== 0 && size < 0.001 ? 3 : 2) : figureText(size, unit)
  if (Number.parseFloat(text) === 0) return '0'
  return (value < 0 ? '−' : '+') + text
}

export function verdictText({ verdict, repeats }: ComparedFigure): string {
  return repeats === undefined ? verdict : `${verdict}: try --repeats ${repeats}`
}

/** `10 of 10 → 7 of 10`. */
export function heldText({ a, b, runs }: ComparedAssertion): string {
  return `${a} of ${runs} → ${b} of ${runs}`
}

export function assertionText({ selector, condition, window }: ComparedAssertion): string {
  return `${selector}: ${condition}${window === undefined ? '' : ` during ${window}`}`
}

/** The last line: what the exit code says. */
export function closingText({ assertions, complete }: ComparisonResult): string {
  const worse = assertions.filter(({ isWorse }) => isWorse).length
  const gaps = complete ? '' : 'interrupted: pairs are missing; '
  if (worse > 0) return `${gaps}${countText(worse)} of ${countText(assertions.length)} assertions got worse`
  if (assertions.length === 0) return `${gaps}the sides have no assertion in common`
  return `${gaps}no assertion got worse`
}
