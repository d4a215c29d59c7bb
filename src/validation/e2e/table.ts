import type { Comparison, Interval } from './agreement.ts'

/** Share of its quantities in which a scenario has to agree; a further real run reaches 98.5 to 99.5 %. */
const WANTED_SHARE = 0.98
/** Beyond this many half-widths of its band a quantity is told by itself. */
const FAR_OUT = 2

export interface ScenarioReport {
  readonly name: string
  readonly agreeing: number
  readonly quantities: number
  readonly isGood: boolean
  /** A line per quantity. */
  readonly lines: readonly string[]
  /** Those of them that are out by more than FAR_OUT half-widths. */
  readonly farOut: readonly string[]
  readonly summary: string
}

/** @param every one line per quantity; otherwise only those that are out */
export function reportScenario(name: string, comparisons: readonly Comparison[], every: boolean): ScenarioReport {
  const agreeing = comparisons.filter(({ agrees }) => agrees).length
  const quantities = comparisons.length
  const isGood = agreeing >= WANTED_SHARE * quantities
  const out = comparisons.filter(({ agrees }) => !agrees)
  const percent = ((100 * agreeing) / quantities).toFixed(1)
  return {
    name,
    agreeing,
    quantities,
    isGood,
    lines: (every ? comparisons : out).map(each => lineOf(name, each)),
    farOut: out.filter(({ distance }) => distance > FAR_OUT).map(each => lineOf(name, each)),
    summary: `${name}: ${agreeing} of ${quantities} agree (${percent} %)`,
  }
}

export function closingLine(reports: readonly ScenarioReport[]): string {
  const agreeing = reports.reduce((sum, report) => sum + report.agreeing, 0)
  const quantities = reports.reduce((sum, report) => sum + report.quantities, 0)
  return `${agreeing} of ${quantities} quantities agree in ${reports.length} scenarios`
}

const WIDTHS = [22, 12, 54, 22, 34, 0]

export const TABLE_HEAD = row(['scenario', 'window', 'quantity', 'recorded band', 'simulated (95 %)', 'verdict'])

function lineOf(scenario: string, { window, name, band, simulated, interval, agrees, distance }: Comparison): string {
  const seconds = `${window.fromNs / 1e9}-${window.toNs / 1e9} s`
  const far =
    distance > FAR_OUT
      ? `, ${distance === Number.POSITIVE_INFINITY ? 'any number of' : plain(distance)} half-widths`
      : ''
  const verdict = agrees ? 'agrees' : `out${far}`
  return row([scenario, seconds, name, between(band), `${plain(simulated)} (${between(interval)})`, verdict])
}

function between({ low, high }: Interval): string {
  return `${plain(low)} .. ${plain(high)}`
}

function plain(value: number): string {
  if (Number.isNaN(value)) return 'none'
  return `${Number(value.toPrecision(5))}`
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(WIDTHS[index]))
    .join(' ')
    .trimEnd()
}
