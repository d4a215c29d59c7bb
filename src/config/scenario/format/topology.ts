import { type Locality, localityText } from '../../../kernel/locality.ts'
import { globMatches } from '../behaviour.ts'
import { mistake, type Parsed, parsed, quoted } from '../parsed.ts'
import type { Topology } from '../scenario.ts'
import { choice, listOf, type MapEntry, mapOf } from './collection.ts'
import { defaulted, object } from './object.ts'
import { integer, scalar, word } from './scalar.ts'
import { type Cursor, checked, itemOf, meaning, reportAt, type Shape } from './shape.ts'

/** Region of a zone that is given by its bare name. */
const DEFAULT_REGION = 'region-1'

/** `zone`, `region/zone` or `region/zone/subzone`. */
function parseZone(text: string): Parsed<Locality> {
  const parts = text.split('/')
  if (parts.length > 3 || parts.some(part => !/^[A-Za-z0-9_.-]+$/.test(part))) {
    return mistake('MS3006', `${quoted(text)} is not a zone`, 'write zone, region/zone or region/zone/subzone')
  }
  if (parts.length === 1) return parsed({ region: DEFAULT_REGION, zone: parts[0], subzone: '' })
  return parsed({ region: parts[0], zone: parts[1], subzone: parts[2] ?? '' })
}

/** Zones to place pods in. */
export const zonesShape = checked(
  listOf('list of zones', scalar('zone', parseZone, { pattern: '^[^/]+(/[^/]+){0,2}$' })),
  reportRepeatedZones,
)

function reportRepeatedZones(cursor: Cursor): void {
  if (!Array.isArray(cursor.value)) return
  const seen = new Set<string>()
  for (const [index, value] of cursor.value.entries()) {
    const zone = typeof value === 'string' ? parseZone(value) : undefined
    const key = zone?.ok ? localityText(zone.value) : undefined
    if (key === undefined) continue
    if (seen.has(key)) reportAt(itemOf(cursor, index), { code: 'MS3015', message: `zone ${key} is listed twice` })
    seen.add(key)
  }
}

const SPREAD = 'topology.spread.'

/** How many zones each cluster has that a key of `spread` means. */
function zoneCountsFor({ path, reading }: Cursor): ReadonlySet<number> {
  const [, pattern = '*'] = path.slice(SPREAD.length).split('@')
  const counts = [...(reading.zoneCounts ?? [])].filter(([cluster]) => globMatches(pattern, cluster))
  return new Set(counts.map(([, count]) => count))
}

/** Pods per zone: one figure for each zone of the list. */
const perZone: Shape<readonly number[]> = meaning(
  listOf('list of pods per zone', integer('number of pods', 0)),
  (counts, cursor) => {
    const [zoneCount = counts.length, ...others] = zoneCountsFor(cursor)
    if (counts.length === zoneCount && others.length === 0) return counts
    const message =
      others.length > 0
        ? 'means clusters with different numbers of zones'
        : `has ${counts.length} figures for ${zoneCount} ${zoneCount === 1 ? 'zone' : 'zones'}`
    const isOfOne = cursor.reading.zoneCounts?.has('') === true
    const zones = isOfOne ? 'zone of topology.zones' : 'zone of the cluster (web@west for one cluster alone)'
    return reportAt(cursor, { code: 'MS3015', message, help: `give one figure for each ${zones}, in their order` })
  },
)

type Spread = readonly MapEntry<readonly number[]>[]

const spread = choice<Spread>('"even" or mapping of workloads to pods per zone', {
  scalar: meaning(word('spread', ['even']), (): Spread => []),
  mapping: mapOf('mapping of workloads', perZone),
})

export const topologyShape: Shape<Topology> = meaning(
  object('topology', {
    zones: defaulted(
      zonesShape,
      [],
      'Zones that pods are placed in, each as zone, region/zone or region/zone/subzone; a bare name lies in region-1. ' +
        'Where the files hold Nodes and nodeName, those win.',
      {
        example: ['eu/eu-1a', 'eu/eu-1b', 'us/us-1a'],
        reason: 'The zones of the Nodes in the files; without any, one zone, region-1/zone-1.',
      },
    ),
    replicas: defaulted(
      mapOf('mapping of workloads', integer('number of pods', 0)),
      {},
      'Pods of a workload, in place of the replicas in its manifest.',
      { example: { 'reviews-v2': 3 } },
    ),
    spread: defaulted(spread, 'even', 'How pods are placed: even, or pods per zone for the workloads listed.', {
      example: { 'reviews-v2': [2, 1, 0] },
      reason: 'A scheduler spreads by default (topology spread, ScheduleAnyway).',
    }),
  }),
  (value, cursor) => {
    const topology = {
      zones: value.zones,
      replicas: value.replicas.map(entry => ({ workload: entry.key, count: entry.value })),
      spread: value.spread.map(entry => ({ workload: entry.key, perZone: entry.value })),
    }
    return contradictsReplicas(topology, cursor) ? undefined : topology
  },
)

function contradictsReplicas({ replicas, spread }: Topology, cursor: Cursor): boolean {
  let found = false
  for (const { workload, perZone } of spread) {
    const wanted = replicas.find(entry => entry.workload.name === workload.name)?.count
    const sum = perZone.reduce((total, count) => total + count, 0)
    if (wanted === undefined || wanted === sum) continue
    const at = {
      ...cursor,
      path: `topology.spread.${workload.name}`,
      source: cursor.source.entries?.get('spread') ?? cursor.source,
    }
    const here = { ...at, source: at.source.entries?.get(workload.name) ?? at.source }
    reportAt(here, { code: 'MS3015', message: `places ${sum} pods, but topology.replicas asks for ${wanted}` })
    found = true
  }
  return found
}
