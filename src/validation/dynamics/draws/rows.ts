import {
  entriesOf,
  field,
  isPresent,
  itemsOf,
  type JsonField,
  numberOf,
  onlyFields,
  phrase,
  textOf,
  unreadable,
} from '../../json-field.ts'
import type { CaseKind } from '../case-kind.ts'
import { type Band, type Fact, within } from '../fact.ts'
import { compareLeaves, type Path } from '../leaves.ts'
import { isSetAside } from '../set-aside.ts'
import { type ShareTolerance, shareTolerance } from '../share-tolerance.ts'
import { virtualHostOf, weightedHostOf } from './routes.ts'
import { type Way, waysOf } from './ways.ts'

/** Rows of a route each, whose requests are counted by the way they went: splits, faults, mirrors, runtime fractions. */
export const DRAWN_ROWS: CaseKind = {
  recognises: at => {
    const rows = field(field(at, 'observed'), 'rows')
    return Array.isArray(rows.value) && itemsOf(rows).some(row => SIGNS.some(name => isPresent(field(row, name))))
  },
  factsOf: at => {
    const tolerance = field(at, 'tolerance')
    // The only one that these cases have.
    onlyFields(tolerance, ['share_pct'])
    const allowed = shareTolerance(field(tolerance, 'share_pct'))
    return itemsOf(field(field(at, 'observed'), 'rows')).flatMap(row => rowFacts(at, row, allowed))
  },
}

const SIGNS = ['count_by_cluster', 'request_mirror_policies', 'fault', 'first_route']

/** Requests by which the simulation finds the shares. */
const DRAWS = 40_000

function rowFacts(at: JsonField, row: JsonField, allowed: ShareTolerance): Fact[] {
  const weights = field(row, 'weights')
  const virtualHost = isPresent(weights) ? weightedHostOf(itemsOf(weights).map(numberOf)) : virtualHostOf(row)
  const named = virtualHost.routes.flatMap(({ action }) =>
    action.kind === 'forward' ? [...action.clusters, ...action.mirrors].map(({ cluster }) => cluster) : [],
  )
  const clusters = [...new Set(named)]
  const { ways } = waysOf(
    {
      clusters: clusters.filter(name => name !== EMPTY),
      empty: clusters.filter(name => name === EMPTY),
      virtualHost,
      status: primaryStatus(at, row),
    },
    DRAWS,
  )
  const requests = numberOf(field(row, 'requests'))
  const nameOf = wayNames(row)
  const names = new Map(ways.map(way => [way, nameOf(way)]))
  const figures = new Map<string, Figure>()
  const simulated: Record<string, unknown> = {}
  for (const [name, each] of entriesOf(row)) {
    if (isSetAside(name)) continue
    simulated[name] = produce(name, each, { ways, names, requests, figures, rare: allowed.sigmas * allowed.sigmas })
  }
  const facts = compareLeaves(row, simulated, bandsOf(figures, requests, allowed))
  const label = field(row, 'label')
  const name = isPresent(label) ? textOf(label) : weights.value
  return facts.map(fact => ({ ...fact, quantity: `rows[${JSON.stringify(name)}].${fact.quantity}` }))
}

/** The one name of a cluster that recordings give no host. */
const EMPTY = 'empty'

/** `all 200, except rows marked down: primaries answer 503`: these are the rows with a retry policy. */
function primaryStatus(at: JsonField, row: JsonField): number {
  const [, status, failing] = phrase(
    field(field(at, 'script'), 'backends'),
    /^all (\d+)(?:, except rows marked down: primaries answer (\d+))?$/,
  )
  const route = field(row, 'route')
  const isDown = isPresent(route) && isPresent(field(route, 'retry_policy'))
  return Number(isDown && failing !== undefined ? failing : status)
}

/** Expected number in a recording's requests, and its standard deviation. */
interface Figure {
  readonly expected: number
  readonly deviation: number
}

interface Playing {
  readonly ways: readonly Way[]
  /** What recordings call them. */
  readonly names: ReadonlyMap<Way, string>
  readonly requests: number
  /** Filled for the bands, by path. */
  readonly figures: Map<string, Figure>
  /** So many standard deviations below so many lies nothing: a recording may have none. */
  readonly rare: number
}

function produce(name: string, at: JsonField, playing: Playing): unknown {
  const { ways, requests, names, figures, rare } = playing
  const figure = (path: string, of: (way: Way) => number): number => {
    const made = figureOf(ways, requests, of)
    figures.set(path, made)
    return made.expected
  }
  switch (name) {
    case 'requests':
      return requests
    case 'weights':
      return at.value
    case 'count_by_cluster':
      return itemsOf(at).map((_, index) => figure(`${name}.${index}`, way => Number(way.cluster === `c${index}`)))
    case 'counts':
    case 'share_pct': {
      const points = name === 'share_pct' ? 100 / requests : 1
      if (Array.isArray(at.value)) {
        return itemsOf(at).map(
          (_, index) => points * figure(`${name}.${index}`, way => Number(way.cluster === `c${index}`)),
        )
      }
      const shown: Record<string, number> = {}
      for (const key of new Set(names.values())) {
        const expected = figure(`${name}.${key}`, way => Number(names.get(way) === key))
        const isExpected = expected > rare || isPresent(field(at, key))
        if (isExpected) shown[key] = points * expected
      }
      return shown
    }
    case 'primary_attempts_seen':
      return figure(name, way => way.attempts)
    case 'mirrored_requests_seen':
      return figure(name, way => way.mirrors.length)
    case 'mirror_host_header_has_shadow_suffix': {
      const hosts = ways.flatMap(way => way.mirrorHosts)
      return hosts.length === 0 ? null : hosts.every(host => /-shadow(?::\d+)?$/.test(host))
    }
  }
  return unreadable(at, 'a known column')
}

function figureOf(ways: readonly Way[], requests: number, of: (way: Way) => number): Figure {
  const values = ways.map(of)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0) / values.length
  return { expected: mean * requests, deviation: Math.sqrt(variance * requests) }
}

/** How recordings call the ways: by cluster or status, with what the row is about. */
function wayNames(row: JsonField): (way: Way) => string {
  const what = (way: Way) => (way.status === 200 ? `cluster ${way.cluster}` : `status ${way.status}`)
  if (isPresent(field(row, 'request_mirror_policies'))) return mirroredName
  if (isPresent(field(row, 'first_route'))) return way => `${way.gated ? 'first' : 'second'} route, ${what(way)}`
  const faults = field(row, 'fault')
  const delays = isPresent(faults) && isPresent(field(faults, 'delay'))
  return delays ? way => `${way.delayed ? '' : 'not '}delayed, ${what(way)}` : what
}

function mirroredName({ status, cluster, mirrors }: Way): string {
  const from = status === 200 ? `primary ${cluster}` : `status ${status}`
  const to = mirrors.map(name => `mirror ${name}`).sort()
  return `${from} -> ${to.length === 0 ? 'not mirrored' : to.join('+')}`
}

function bandsOf(
  figures: ReadonlyMap<string, Figure>,
  requests: number,
  { sigmas, trials = requests }: ShareTolerance,
): (path: Path, recorded: unknown) => Band | undefined {
  return path => {
    const figure = figures.get(path.join('.'))
    if (figure === undefined || figure.deviation === 0) return undefined
    const points = path[0] === 'share_pct' ? 100 / requests : 1
    return within(sigmas * figure.deviation * Math.sqrt(requests / trials) * points, `${sigmas} sigma`)
  }
}
