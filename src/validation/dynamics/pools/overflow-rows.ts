import { clusterStatistics } from '../../../engine/cluster-statistics.ts'
import { entriesOf, field, itemsOf, type JsonField, phrase, textOf, unreadable } from '../../json-field.ts'
import type { CaseKind } from '../case-kind.ts'
import { compareLeaves } from '../leaves.ts'
import { routeAction } from '../retries/route-settings.ts'
import { backEnds, reply } from './back-end.ts'
import { clusterOf, thresholdsOf } from './cluster.ts'
import { Stage } from './stage.ts'

/** Several clusters with one limit each, the same requests to each, and one of them looked at closely. */
export const OVERFLOW_ROWS: CaseKind = {
  recognises: at => typeof field(field(at, 'script'), 'offered').value === 'string' && rowsOf(at).length > 0,
  factsOf: at => compareLeaves(field(at, 'observed'), { rows: rowsOf(at).map(row => rowOf(at, row)) }),
}

function rowsOf(at: JsonField): readonly JsonField[] {
  const rows = field(field(at, 'observed'), 'rows')
  return Array.isArray(rows.value) ? itemsOf(rows).filter(row => typeof field(row, 'cluster').value === 'string') : []
}

function rowOf(at: JsonField, row: JsonField): unknown {
  const script = field(at, 'script')
  const [, count, spacing, shown] = phrase(
    field(script, 'offered'),
    /^(\d+) requests (\d+) ms apart per cluster; the (\w+) is shown$/,
  )
  const name = textOf(field(row, 'cluster'))
  const servers = backEnds(script, field(at, 'observed'))
  const empty = { path: at.path, value: {} }
  const stage = new Stage({
    cluster: { ...clusterOf('c', empty), limits: thresholdsOf(field(field(at, 'config'), name)) },
    action: routeAction(empty, 'c'),
    members: [{ host: 0, weight: 1, health: 'HEALTHY' }],
    hosts: 1,
    answer: asked => {
      const { status, afterMs } = servers.answer(asked)
      return reply(status, afterMs)
    },
  })
  for (let request = 0; request < Number(count); request++) stage.send(request * Number(spacing))
  stage.advance(LONGEST_MS)
  const number = ORDINALS.indexOf(shown)
  const ended = stage.ended[number] ?? unreadable(field(script, 'offered'), 'which request is shown')
  const simulated: Record<string, unknown> = {}
  for (const [column, each] of entriesOf(row)) {
    simulated[column] = cell(column, each, { name, ended, stage })
  }
  return simulated
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth']
const LONGEST_MS = 60_000

interface Shown {
  readonly name: string
  readonly ended: Stage['ended'][number]
  readonly stage: Stage
}

function cell(column: string, at: JsonField, { name, ended, stage }: Shown): unknown {
  switch (column) {
    case 'cluster':
      return name
    case 'status':
      return ended.status
    case 'flags':
      return ended.flags
    case 'details':
      return ended.details
    case 'attempts':
      return ended.attempts
    case 'body':
      return ended.body
    case 'x-envoy-overloaded':
      return ended.overloaded ? 'true' : null
    case 'counters':
      return Object.fromEntries(clusterStatistics(stage.upstream))
  }
  return unreadable(at, 'a known column')
}
