import { escapeText } from '../chart/svg.ts'

export interface HtmlColumn<Row> {
  readonly title: string
  /** Figures stand at the right; running text wraps, anything else stays on one line. */
  readonly align?: 'right' | 'text'
  readonly cell: (row: Row) => string
  /** The cell is markup already. */
  readonly isMarkup?: boolean
}

/** A table that scrolls by itself when the page is narrower. Row classes by `rowClass`. */
export function htmlTable<Row>(
  columns: readonly HtmlColumn<Row>[],
  rows: readonly Row[],
  rowClass: (row: Row) => string = () => '',
): string {
  const head = columns.map(column => `<th scope="col"${classOf(column)}>${escapeText(column.title)}</th>`).join('')
  const body = rows.map(row => {
    const cells = columns.map(column => {
      const text = column.cell(row)
      return `<td${classOf(column)}>${column.isMarkup ? text : escapeText(text)}</td>`
    })
    const name = rowClass(row)
    return `<tr${name ? ` class="${name}"` : ''}>${cells.join('')}</tr>`
  })
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>\n${body.join('\n')}\n</tbody></table></div>`
}

function classOf<Row>(column: HtmlColumn<Row>): string {
  return column.align ? ` class="${column.align}"` : ''
}

/** A section of the page; nothing when there is nothing to show. */
export function section(id: string, title: string, content: string): string {
  if (content === '') return ''
  return `<section id="${id}">\n<h2>${escapeText(title)}</h2>\n${content}\n</section>`
}

export function paragraph(text: string, name = ''): string {
  return `<p${name ? ` class="${name}"` : ''}>${escapeText(text)}</p>`
}
