import { type Mark, type Plot, xOf } from './panel.ts'
import { element, label, shortened, textWidth } from './svg.ts'

/** Lines of names above the first panel. */
const ROWS = 4
const ROW_HEIGHT = 14
const MOST_NAME = 150

export interface PlacedMarks {
  /** Height of the names above the panels. */
  readonly height: number
  /** Names, drawn from `top`. */
  readonly names: (top: number) => string
  /** Lines through all panels. */
  readonly lines: (top: number, bottom: number) => string
}

interface PlacedName {
  readonly x: number
  readonly text: string
  readonly row: number
  readonly anchor: 'start' | 'end'
}

/**
 * Marks numbered in the order of time, as in the list of what happened. A name goes into the first row with room for it;
 * where there is none, the number alone; where not even that fits, only its line is drawn.
 */
export function placeMarks(marks: readonly Mark[], plot: Plot): PlacedMarks {
  const free: number[] = new Array<number>(ROWS).fill(plot.left - 1)
  const names: PlacedName[] = []
  marks.forEach((mark, i) => {
    const x = xOf(plot, mark.atNs)
    const number = String(i + 1)
    const placed = place(x, shortened(`${number} ${mark.name}`, MOST_NAME), free, plot) ?? place(x, number, free, plot)
    if (placed) names.push(placed)
  })
  const rows = names.reduce((most, name) => Math.max(most, name.row + 1), 0)
  return {
    height: rows * ROW_HEIGHT,
    names: top =>
      names
        .map(name => {
          const x = name.anchor === 'start' ? name.x - 2 : name.x + 2
          return label(x, top + name.row * ROW_HEIGHT + 10, name.text, { class: 'mark', 'text-anchor': name.anchor })
        })
        .join(''),
    lines: (top, bottom) =>
      marks
        .map(mark => xOf(plot, mark.atNs))
        .map(x => element('line', { class: 'mark', x1: x, x2: x, y1: top, y2: bottom }))
        .join(''),
  }
}

function place(x: number, text: string, free: number[], plot: Plot): PlacedName | undefined {
  const width = textWidth(text)
  const anchor = x + width > plot.right && x - width > plot.left ? 'end' : 'start'
  const from = anchor === 'start' ? x : x - width
  const row = free.findIndex(end => end < from)
  if (row < 0 || from + width > plot.right + 12) return undefined
  free[row] = from + width + 8
  return { x, text, row, anchor }
}
