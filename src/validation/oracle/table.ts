import type { OracleRow } from './quantity.ts'
import type { QuantityReport } from './verdict.ts'

export interface RowReport {
  readonly row: OracleRow
  readonly runs: number
  readonly quantities: readonly QuantityReport[]
}

const COLUMNS = [
  { title: 'network', width: 34 },
  { title: 'quantity', width: 42 },
  { title: 'theory', width: 9 },
  { title: 'meshsim', width: 9 },
  { title: '99.9 % interval', width: 20 },
  { title: '±', width: 7 },
  { title: 'runs', width: 5 },
  { title: 'verdict', width: 8 },
] as const

export const TABLE_HEAD = line(COLUMNS.map(({ title }) => title))

/** One line per quantity; times in milliseconds. */
export function rowLines({ row, runs, quantities }: RowReport): readonly string[] {
  return quantities.map(({ name, theory, interval, halfWidth, agrees }) =>
    line([
      row.name,
      name,
      figure(theory),
      figure(interval.estimate),
      `${figure(interval.low)} .. ${figure(interval.high)}`,
      `${(halfWidth * 100).toFixed(2)} %`,
      String(runs),
      agrees ? 'agrees' : 'DIFFERS',
    ]),
  )
}

function line(cells: readonly string[]): string {
  return cells
    .map((cell, i) => cell.padEnd(COLUMNS[i].width))
    .join('  ')
    .trimEnd()
}

function figure(value: number): string {
  return value.toFixed(value < 1 ? 4 : 3)
}
