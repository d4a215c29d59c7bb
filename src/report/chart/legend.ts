import { marker } from './lines.ts'
import type { Panel, PanelSeries } from './panel.ts'
import { fillPattern } from './stack.ts'
import { element, label, shortened, textWidth } from './svg.ts'

const LINE_HEIGHT = 16
const SWATCH = 18
const MOST_NAME = 180
/** How much wider the title's bold letters are. */
const BOLD = 1.12

/** A panel's title, then its series with their samples, on as many lines as they need. */
export function legend(panel: Panel, left: number, top: number, right: number): { markup: string; height: number } {
  const title = shortened(panel.title, (right - left) / BOLD)
  const parts = [label(left, top + 11, title, { class: 'title' })]
  let x = left + textWidth(title) * BOLD + 18
  let y = top
  for (const series of panel.series) {
    const name = shortened(series.name, Math.min(MOST_NAME, right - left - SWATCH - 4))
    const width = SWATCH + 4 + textWidth(name) + 14
    if (x + width > right + 14) {
      x = left
      y += LINE_HEIGHT
    }
    parts.push(sample(panel.kind, series, x, y + 7), label(x + SWATCH + 4, y + 11, name))
    x += width
  }
  return { markup: parts.join(''), height: y - top + LINE_HEIGHT }
}

function sample(kind: Panel['kind'], series: PanelSeries, x: number, y: number): string {
  if (kind === 'lines') {
    const dashed = series.dashed ? ' dashed' : ''
    const line = element('path', { class: `line c-${series.color}${dashed}`, d: `M${x} ${y}h${SWATCH}` })
    return series.dashed ? line : line + marker(series.color, x + SWATCH / 2, y)
  }
  const box = { x: x + 2, y: y - 5, width: SWATCH - 6, height: 10 }
  const pattern = fillPattern(series.color)
  const fill = element('rect', { class: `area c-${series.color}`, ...box })
  return pattern ? fill + element('rect', { class: 'texture', fill: `url(#${pattern})`, ...box }) : fill
}
