import type { RunResult } from '../../measure/result.ts'
import { escapeText } from '../chart/svg.ts'
import { counted } from '../text/headline.ts'
import { placeText } from '../view/names.ts'
import { htmlTable, paragraph, section } from './table.ts'

const MOST_ROWS = 500

/** What the figures rest on: warnings, what was read but has no effect, what was assumed. */
export function remarksHtml(result: RunResult): string {
  const { warnings, notModelled, assumed } = result.mesh
  const parts = [
    list(
      'Warnings',
      warnings.map(one => ({ place: placeText(one.place), text: `${one.code}: ${one.message}` })),
    ),
    list(
      'Read but not modelled',
      notModelled.map(one => ({ place: placeText(one.place), text: one.what })),
    ),
    assumed.length === 0
      ? ''
      : `<h3>Assumed</h3><ul>${assumed.map(text => `<li>${escapeText(text)}</li>`).join('')}</ul>`,
  ]
  const nothing = paragraph('Everything that was read is modelled; nothing was assumed.')
  return section('configuration', 'What the figures rest on', parts.join('') || nothing)
}

function list(title: string, rows: readonly { readonly place: string; readonly text: string }[]): string {
  if (rows.length === 0) return ''
  const table = htmlTable(
    [
      { title: 'where', cell: row => `<code>${escapeText(row.place)}</code>`, isMarkup: true },
      { title: 'what', align: 'text', cell: row => row.text },
    ],
    rows.slice(0, MOST_ROWS),
  )
  const left = rows.length - MOST_ROWS
  return `<h3>${escapeText(title)} (${rows.length})</h3>${table}${left > 0 ? paragraph(`and ${counted(left, 'more row')} in summary.json`) : ''}`
}

/** How to get the same figures again. */
export function reproduceHtml(result: RunResult): string {
  const { scenario, seed, meshsim, digest } = result
  const command = `meshsim run ${scenario.file} --seed ${seed}`
  const how = scenario.file === '' ? 'The same command line and mesh files give' : 'The same files give'
  return section(
    'reproduce',
    'Reproduce',
    `${scenario.file === '' ? '' : `<pre>${escapeText(command)}</pre>`}
${paragraph(`${how}, with meshsim ${meshsim} and seed ${seed}, the same bytes on any machine: digest ${digest}.`)}`,
  )
}
