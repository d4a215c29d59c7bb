import { ellipsise, padEnd, padStart, widthOf } from './layout.ts'
import type { Style } from './style.ts'

export interface Column<Row> {
  readonly title: string
  readonly align: 'left' | 'right'
  readonly cell: (row: Row) => string
  /** Left out when the terminal is narrow: the highest goes first, 0 only if short names don't help; absent = never. */
  readonly dropOrder?: number
  /** A name that may be shortened in its middle: so far before any column is dropped, and so far if it must be. */
  readonly shrinkTo?: readonly [first: number, least: number]
}

const INDENT = '  '
const GAP = '  '

/**
 * A table as lines: columns as wide as their content. Too wide for the terminal, its names are shortened a little, then
 * it loses columns by `dropOrder`, then names are shortened more; figures are never cut.
 */
export function tableLines<Row>(columns: readonly Column<Row>[], rows: readonly Row[], style: Style): string[] {
  const fitted = fitColumns(columns, rows, style)
  const line = (cells: readonly string[]) =>
    INDENT +
    fitted
      .map(({ column, width }, i) => {
        const text = ellipsise(cells[i], width, style.ellipsis)
        return column.align === 'left' ? padEnd(text, width) : padStart(text, width)
      })
      .join(GAP)
      .trimEnd()
  const header = style.dim(line(fitted.map(({ column }) => column.title)))
  return [header, ...rows.map(row => line(fitted.map(({ column }) => style.plain(column.cell(row)))))]
}

interface Fitted<Row> {
  readonly column: Column<Row>
  readonly width: number
}

function fitColumns<Row>(columns: readonly Column<Row>[], rows: readonly Row[], style: Style): Fitted<Row>[] {
  const natural = columns.map(column => ({ column, width: naturalWidth(column, rows, style) }))
  const fewer = withoutColumns(natural, 0, 1, style.width)
  const fewest = withoutColumns(fewer, 1, 0, style.width)
  return shrunk(shrunk(fewest, 0, style.width), 1, style.width)
}

/** Columns dropped, those of at least `leastOrder`, until the names so shortened let the table fit. */
function withoutColumns<Row>(
  fitted: readonly Fitted<Row>[],
  step: 0 | 1,
  leastOrder: number,
  width: number,
): readonly Fitted<Row>[] {
  if (total(shrunk(fitted, step, width)) <= width) return fitted
  const victim = fitted.reduce((worst, one) => (dropOrder(one) > dropOrder(worst) ? one : worst))
  if (dropOrder(victim) < leastOrder) return fitted
  return withoutColumns(
    fitted.filter(one => one !== victim),
    step,
    leastOrder,
    width,
  )
}

/** The widest names shortened until the table fits or all are as short as this step allows. */
function shrunk<Row>(fitted: readonly Fitted<Row>[], step: 0 | 1, width: number): Fitted<Row>[] {
  let excess = total(fitted) - width
  const widths = new Map(fitted.map(one => [one, one.width]))
  for (const one of [...fitted].sort((a, b) => b.width - a.width)) {
    const shorter = Math.max(one.column.shrinkTo?.[step] ?? one.width, one.width - excess)
    if (excess <= 0 || shorter >= one.width) continue
    widths.set(one, shorter)
    excess -= one.width - shorter
  }
  return fitted.map(one => ({ column: one.column, width: widths.get(one) ?? one.width }))
}

function naturalWidth<Row>(column: Column<Row>, rows: readonly Row[], style: Style): number {
  return rows.reduce((width, row) => Math.max(width, widthOf(style.plain(column.cell(row)))), widthOf(column.title))
}

function dropOrder<Row>(one: Fitted<Row>): number {
  return one.column.dropOrder ?? -1
}

function total<Row>(fitted: readonly Fitted<Row>[]): number {
  return INDENT.length + fitted.reduce((sum, one) => sum + one.width, 0) + GAP.length * Math.max(0, fitted.length - 1)
}
