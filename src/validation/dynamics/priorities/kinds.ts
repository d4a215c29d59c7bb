import { field, isPresent, itemsOf, type JsonField, numberOf, onlyFields } from '../../json-field.ts'
import type { CaseKind } from '../case-kind.ts'
import { CLUSTER_FIELDS } from '../cluster-config.ts'
import { evenDraws } from '../even-draws.ts'
import type { Fact } from '../fact.ts'
import { compareLeaves } from '../leaves.ts'
import { shareTolerance } from '../share-tolerance.ts'
import { healthBands, healthResults } from './health-rows.ts'
import { localityBands, localityResults, localityTolerance, playLocalities } from './localities.ts'
import { playRow, rowOffer } from './play.ts'
import { tableRow } from './rows.ts'

const RECOGNISED = ['priorities', 'localities']

/** Tables of clusters with priorities or localities: which share of the traffic goes where. */
export const PRIORITY_KINDS: readonly CaseKind[] = [
  {
    recognises: at => {
      const rows = field(field(at, 'observed'), 'rows')
      if (!Array.isArray(rows.value) || rows.value.length === 0) return false
      const first = itemsOf(rows)[0]
      return !Array.isArray(first.value) && RECOGNISED.some(name => isPresent(field(first, name)))
    },
    factsOf,
  },
]

function factsOf(at: JsonField): Fact[] {
  const config = field(at, 'config')
  onlyFields(config, [...CLUSTER_FIELDS, 'concurrency', 'note'])
  const offer = rowOffer(field(at, 'script'))
  const tolerance = field(at, 'tolerance')
  const rows = field(field(at, 'observed'), 'rows')
  onlyFields(field(at, 'observed'), ['rows'])
  return itemsOf(rows).flatMap((each, index) => {
    const row = tableRow(each, field(config, 'lb_policy'))
    const own = { ...offer, requests: numberOf(field(each, 'requests')) }
    const named = (facts: Fact[]) => facts.map(fact => ({ ...fact, quantity: `rows[${index}].${fact.quantity}` }))
    if (!isPresent(field(each, 'localities'))) {
      const simulated = healthResults(row, playRow(config, row, own, evenDraws([0])))
      return named(
        compareLeaves(each, simulated, healthBands(simulated, shareTolerance(field(tolerance, 'share_pct')))),
      )
    }
    const picks = itemsOf(field(each, 'first_60_localities')).map(numberOf)
    const made = playLocalities(config, row, own, picks)
    const panics = isPresent(field(each, 'lb_healthy_panic')) && { lb_healthy_panic: made.panicPicks }
    const simulated = { ...localityResults(row, made, picks.length), ...panics }
    return named(compareLeaves(each, simulated, localityBands(row, simulated, localityTolerance(tolerance))))
  })
}
