import { studentInterval } from '../../measure/statistics.ts'
import type { Figures } from './figures.ts'
import type { RecordedFigure, RecordedWindow } from './recording.ts'

/** One quantity of one window: what was recorded, what was simulated, and whether they agree. */
export interface Comparison {
  readonly window: RecordedWindow
  readonly name: string
  /** Mean over the recorded runs; NaN for what was never recorded. */
  readonly recorded: number
  /** Interval for a further run, widened. */
  readonly band: Interval
  /** Mean over the simulated runs, rounded as the recorded figures are; NaN when no run has the figure. */
  readonly simulated: number
  /** 95 % interval of that mean. */
  readonly interval: Interval
  readonly agrees: boolean
  /** Distance from the band's middle in half-widths; above 1 it is out. */
  readonly distance: number
}

export interface Interval {
  readonly low: number
  readonly high: number
}

/** The machine's part in a latency that the recording leaves open, per proxied hop. */
const MACHINE_MS_PER_HOP = 0.7
/** A count that was always the same, or always 0, may still vary: a Poisson count varies by the root of its mean. */
const COUNT_SPREAD = 2
const ZERO_COUNT_SPREAD = 3

/**
 * Compares every figure of the band, and counts that the simulation has where the recording never had one.
 * @param runs figures by run and window
 */
export function compareFigures(
  band: readonly RecordedFigure[],
  windows: readonly RecordedWindow[],
  runs: readonly (readonly Figures[])[],
): readonly Comparison[] {
  return windows.flatMap((window, index) => {
    const figures = band.filter(each => each.window === index)
    const recorded = new Map(figures.map(({ name, mean }) => [name, mean]))
    const ofRuns = runs.map(figures => figures[index])
    const told = figures.map(figure => compare(window, figure, widened(figure, recorded), ofRuns))
    const names = new Set(ofRuns.flatMap(figures => [...figures.keys()]))
    const untold = [...names].filter(name => isCount(name) && !recorded.has(name))
    const never = { low: -ZERO_COUNT_SPREAD, high: ZERO_COUNT_SPREAD }
    return [
      ...told,
      ...untold.map(name => compare(window, { name, mean: Number.NaN }, never, ofRuns)).filter(({ agrees }) => !agrees),
    ]
  })
}

function compare(
  window: RecordedWindow,
  { name, mean }: Pick<RecordedFigure, 'name' | 'mean'>,
  band: Interval,
  runs: readonly Figures[],
): Comparison {
  const found = runs.map(figures => figures.get(name))
  // Nothing seen of a count is a count of 0; nothing seen of a mean is no mean.
  const values = found.map(value => value ?? (isCount(name) ? 0 : undefined)).filter(value => value !== undefined)
  const simulated = rounded(name, values.reduce((sum, value) => sum + value, 0) / values.length)
  const { low, high } = values.length > 1 ? studentInterval(values) : { low: simulated, high: simulated }
  const middle = (band.low + band.high) / 2
  const half = (band.high - band.low) / 2
  const off = Math.abs(simulated - middle)
  const agrees = simulated >= band.low && simulated <= band.high
  const distance = agrees && half === 0 ? 0 : Number.isNaN(off) ? Number.POSITIVE_INFINITY : off / half
  return { window, name, recorded: mean, band, simulated, interval: { low, high }, agrees, distance }
}

function widened({ name, low, high, mean }: RecordedFigure, means: Figures): Interval {
  if (isCount(name)) {
    const spread = mean === 0 ? ZERO_COUNT_SPREAD : COUNT_SPREAD * Math.sqrt(mean)
    return { low: Math.min(low, mean - spread), high: Math.max(high, mean + spread) }
  }
  const latencyOf = /^(.+)\.latency_ms\./.exec(name)?.[1]
  if (latencyOf === undefined) return { low, high }
  const machineMs = MACHINE_MS_PER_HOP * proxiedHops(latencyOf, means)
  return { low: low - machineMs, high: high + machineMs }
}

/** Proxied hops that one request of `client` or of a hop passes on its way, its own included. */
export function proxiedHops(subject: string, means: Figures): number {
  if (subject === 'client') return hopsBelow('ingress', means.get('client.requests') ?? 0, means)
  const to = /^hop\[.+>(.+)\]$/.exec(subject)?.[1] ?? ''
  return 1 + hopsBelow(to, arriving(to, requestsByHop(means)), means)
}

/** Hops that the calls of one request to `caller` pass; `requests` came to it in all. */
function hopsBelow(caller: string, requests: number, means: Figures): number {
  if (requests === 0) return 0
  const hops = requestsByHop(means)
  const calls = hops.filter(({ from }) => from === caller)
  return calls.reduce(
    (sum, { to, count }) => sum + (count / requests) * (1 + hopsBelow(to, arriving(to, hops), means)),
    0,
  )
}

interface HopRequests {
  readonly from: string
  readonly to: string
  readonly count: number
}

function requestsByHop(means: Figures): HopRequests[] {
  return [...means].flatMap(([name, count]) => {
    const [, from, to] = /^hop\[(.+)>(.+)\]\.requests$/.exec(name) ?? []
    return from === undefined ? [] : [{ from, to, count }]
  })
}

function arriving(service: string, hops: readonly HopRequests[]): number {
  return hops.filter(({ to }) => to === service).reduce((sum, { count }) => sum + count, 0)
}

/** Whole numbers of things that happened, as opposed to shares and means of them. */
export function isCount(name: string): boolean {
  return /(^|\.)(requests|attempts|requests_with_retry|queue_full_503|ejects|unejects)$|outcome\[|not_ok_by_/.test(name)
}

/** As the recorded figures are rounded: milliseconds to two places, shares and ratios to four; counts are whole. */
function rounded(name: string, value: number): number {
  if (isCount(name)) return value
  const steps = name.includes('_ms.') ? 100 : 10_000
  return Math.round(value * steps) / steps
}
