import { parseDuration } from '../duration.ts'
import { assertShape } from './assert.ts'
import { duration } from './figure.ts'
import { meshShape } from './mesh.ts'
import { networkShape } from './network.ts'
import { defaulted, object, optional, required } from './object.ts'
import { repeatShape, untilShape } from './repeat.ts'
import { integer, notText, text } from './scalar.ts'
import { type Cursor, checked, childOf, type Field, hasKey, reportAt, type Shape } from './shape.ts'
import { timelineShape } from './timeline.ts'
import { topologyShape } from './topology.ts'
import { trafficShape } from './traffic.ts'
import { workloadsShape } from './workloads.ts'

const LATER = {
  sweep: 'name the axes on the command line: meshsim sweep scenario.yaml -P path=3..9',
  extends: 'copy what is needed for now',
} as const

const kind: Shape<'Scenario'> = {
  name: 'kind',
  parts: { kind: 'scalar' },
  schema: () => ({ const: 'Scenario' }),
  read: cursor => {
    if (cursor.value === 'Scenario') return 'Scenario'
    if (typeof cursor.value !== 'string') return notText(cursor, 'kind')
    const isRouteTest = cursor.value === 'RouteTests'
    const help = isRouteTest ? 'this is a file of route tests: run it with meshsim test' : 'write kind: Scenario'
    return reportAt(cursor, { code: 'MS3008', message: `a scenario is of kind Scenario, not ${cursor.value}`, help })
  },
}

/** The run needs time to be measured: the warm-up must end before it. */
const warmup = checked(duration(), (cursor: Cursor) => {
  const ns = nsAt(cursor)
  const { durationNs } = cursor.reading
  if (ns === undefined || durationNs === undefined || ns < durationNs) return
  reportAt(cursor, { code: 'MS3011', message: 'leaves nothing to measure', help: 'warmup is shorter than duration' })
})

const aboveZero = (shape: Shape<number>): Shape<number> => ({
  ...shape,
  read: cursor => {
    const ns = shape.read(cursor)
    return ns === 0 ? reportAt(cursor, { code: 'MS3007', message: 'must be above 0s' }) : ns
  },
})

/** Keys of a scenario file: the one table behind the reader, `schema/scenario.v1.json` and the reference. */
export const ROOT_FIELDS = {
  kind: defaulted(kind, 'Scenario', 'What the file is: Scenario.'),
  name: optional(text('name'), 'Title of the run. Default: the name of the folder.', {
    example: 'canary, then a zone loss',
  }),
  seed: defaulted(
    integer('seed', 0),
    1,
    'Same files, seed and release give the same run, byte for byte; --seed wins.',
    {
      example: 42,
    },
  ),
  duration: required(aboveZero(duration()), 'Simulated time of the run, warm-up included.', { example: '14m' }),
  warmup: defaulted(warmup, '0s', 'Simulated, but not measured.', { example: '1m' }),
  series: defaulted(aboveZero(duration()), '1s', 'Width of a bucket of the time series.', { example: '5s' }),
  mesh: required(meshShape, 'The mesh under test.', { example: { files: ['mesh/'] } }),
  topology: defaulted(topologyShape, {}, 'Where pods run.'),
  network: defaulted(networkShape, {}, 'Latencies and delays. A time is a duration or a distribution.'),
  workloads: defaulted(
    workloadsShape,
    {},
    'How workloads behave, by name or glob. The more specific key wins field by field (a name over a glob, more literal ' +
      'characters over fewer), among equals the later one.',
    { example: { 'reviews-*': { time: 'lognormal(p50=14ms, p99=60ms)', concurrency: 4 } } },
  ),
  traffic: required(trafficShape, 'Sources of requests, by name.', {
    example: { shoppers: { to: 'http://bookinfo.example/productpage', rate: '400/s' } },
  }),
  timeline: defaulted(timelineShape, [], 'What happens during the run: entries with at and one verb.', {
    example: [{ at: '9m', mark: 'zone-loss', 'fail-zone': 'eu-1a', for: '3m' }],
  }),
  assert: defaulted(
    assertShape,
    {},
    'What must hold: metric{labels} and a list of conditions, each over the measured time or { condition: during WINDOW }.',
    { example: { 'errors{at=gateway}': ['rate < 0.5%', { 'rate < 5%': 'during zone-loss..+90s' }] } },
  ),
  repeat: optional(repeatShape, 'Runs the scenario with each of these seeds and tells figures with their intervals.', {
    example: { seeds: '1..10', pass: 9 },
  }),
  until: optional(
    untilShape,
    'Goes on with further seeds until a figure is known well enough; without repeat from 10 seeds on.',
    { example: { metric: 'p99{at=client}', within: '2%' } },
  ),
} as const satisfies Readonly<Record<string, Field<unknown>>>

export const scenarioShape = object('scenario', ROOT_FIELDS, { later: LATER, check: checkSections })

function checkSections(root: Cursor): void {
  passOrUntil(root)
  checkZones(root)
}

/** How many of the runs must pass means nothing while their number is open. */
function passOrUntil(cursor: Cursor): void {
  const pass = childOf(childOf(cursor, 'repeat'), 'pass')
  if (pass.value === undefined || childOf(cursor, 'until').value === undefined) return
  const help = 'with until: every run must pass; leave pass out'
  reportAt(pass, { code: 'MS3015', message: 'contradicts until, which decides how many runs there are', help })
}

/** Zones of several clusters are a matter of each. */
function checkZones(root: Cursor): void {
  const topology = childOf(root, 'topology')
  if (!hasKey(childOf(root, 'mesh'), 'clusters') || !hasKey(topology, 'zones')) return
  const help = 'give each cluster its zones: mesh.clusters.NAME.zones'
  reportAt(childOf(topology, 'zones'), { code: 'MS3015', message: 'stands beside mesh.clusters', help }, 'key')
}

/** Duration and warm-up of a file as far as they can be read: the times of other parts are checked against them. */
export function runTimesAt(root: Cursor): { readonly durationNs?: number; readonly warmupNs?: number } {
  const durationNs = nsAt(childOf(root, 'duration'))
  return { ...(durationNs && { durationNs }), warmupNs: nsAt(childOf(root, 'warmup')) }
}

function nsAt({ value }: Cursor): number | undefined {
  const ns = typeof value === 'string' ? parseDuration(value, 's') : undefined
  return ns?.ok ? ns.value : undefined
}
