import {
  attemptsPerRequest,
  closedNetwork,
  erlangB,
  erlangC,
  forkJoinOfTwo,
  lognormalMoments,
  meanNumber,
  occupancy,
  pollaczekKhinchine,
  powerOfTwo,
  sojourn,
  sojournQuantile,
  tandemQuantile,
} from './closed-forms.ts'
import type { Network } from './station.ts'

/** A queueing network and what theory says of it. */
export interface OracleRow {
  readonly name: string
  readonly network: Network
  readonly quantities: readonly Quantity[]
}

export interface Quantity {
  readonly name: string
  /** What the formula gives, in milliseconds, fractions, counts or per millisecond. */
  readonly theory: number
  /** Figures of a run, in the notation of docs/experiments.md ... */
  readonly measures: readonly string[]
  /** ... and what they come to, in the unit of the theory. */
  readonly value: (...figures: readonly number[]) => number
  /** Last of the measures: a figure whose true mean is known, to narrow the interval (measure/statistics). */
  readonly controlMean?: number
  /** Greatest half-width of the 99.9 % interval, as a part of the theory. */
  readonly within: number
}

const MS = 1e6
const MEAN = 0.01
const TAIL = 0.02

function time(name: string, measure: string, theory: number, within = MEAN): Quantity {
  return { name, theory, measures: [measure], value: figure => figure / MS, within }
}

function plain(name: string, measure: string, theory: number, within = MEAN): Quantity {
  return { name, theory, measures: [measure], value: figure => figure, within }
}

/** The mean sojourn time of a busy station is mostly uncertain because the work that happened to come is: it is controlled by that. */
function controlled(quantity: Quantity, utilisation: number): Quantity {
  return { ...quantity, measures: [...quantity.measures, BUSY], controlMean: utilisation }
}

const MEAN_SOJOURN = 'mean{at=client}'
const P99 = 'p99{at=client}'
const BUSY = 'utilisation{workload=server}'
const WAITING = 'queue{workload=server}'

interface StationOptions {
  /** Per millisecond; the service time has mean 1 ms. */
  readonly arrival: number
  readonly workers?: number
  readonly queue?: number | 'unbounded'
  readonly service?: string
  readonly seconds: number
}

/** One station behind a client. The warm-up is hundreds of times what an empty station needs to fill. */
function station({
  arrival,
  workers = 1,
  queue = 'unbounded',
  service = 'time: exp(1ms)',
  seconds,
}: StationOptions): Network {
  const scenario = `
workloads: { server: { ${service}, concurrency: ${workers}, queue: ${queue} } }
traffic: { load: { to: http://server/, rate: ${arrival * 1000}/s, timeout: none } }
`
  return { workloads: ['server'], scenario, seconds, warmupSeconds: 10 }
}

const HEAVY = lognormalMoments(0.6, 3)
const LOST = occupancy(1.6, 1, 2, 5)
const USERS = closedNetwork(12, 10, 1)

/**
 * Closed forms against the engine. Sources stand at the formulas; times are in milliseconds. `seconds` is about a thirtieth of
 * what the precision needs.
 */
export const ORACLE_ROWS: readonly OracleRow[] = [
  {
    name: 'M/M/1 at 50 %',
    network: station({ arrival: 0.5, seconds: 120 }),
    quantities: [
      time('mean sojourn time', MEAN_SOJOURN, sojourn(0.5, 1, 1)),
      time('p99 of it', P99, sojournQuantile(0.01, 0.5, 1, 1), TAIL),
      plain('utilisation', BUSY, 0.5),
      plain('mean queue', WAITING, 0.25 / 0.5, TAIL),
    ],
  },
  {
    name: 'M/M/1 at 80 %',
    network: station({ arrival: 0.8, seconds: 300 }),
    quantities: [
      controlled(time('mean sojourn time', MEAN_SOJOURN, sojourn(0.8, 1, 1)), 0.8),
      time('p99 of it', P99, sojournQuantile(0.01, 0.8, 1, 1), TAIL),
    ],
  },
  {
    name: 'M/M/1 at 90 %',
    network: station({ arrival: 0.9, seconds: 800 }),
    quantities: [controlled(time('mean sojourn time', MEAN_SOJOURN, sojourn(0.9, 1, 1)), 0.9)],
  },
  {
    name: 'M/M/4 at 70 %',
    network: station({ arrival: 2.8, workers: 4, seconds: 40 }),
    quantities: [
      time('mean sojourn time (Erlang C)', MEAN_SOJOURN, sojourn(2.8, 1, 4)),
      time('p99 of it', P99, sojournQuantile(0.01, 2.8, 1, 4), TAIL),
      // Those who wait find a queue of mean rho / (1 - rho), so the queue tells the probability of waiting.
      {
        name: 'probability of waiting (Erlang C)',
        theory: erlangC(2.8, 1, 4),
        measures: [WAITING],
        value: queue => (queue * (1 - 0.7)) / 0.7,
        within: TAIL,
      },
    ],
  },
  {
    name: 'M/M/2/5 at 80 %',
    network: station({ arrival: 1.6, workers: 2, queue: 3, seconds: 40 }),
    quantities: [
      plain('turned away', 'errors{at=client}', LOST[5], TAIL),
      time('mean stay of all that arrive', MEAN_SOJOURN, meanNumber(LOST) / 1.6),
    ],
  },
  {
    name: 'M/M/5/5, 4 offered',
    network: station({ arrival: 4, workers: 5, queue: 0, seconds: 20 }),
    quantities: [plain('turned away (Erlang B)', 'errors{at=client}', erlangB(4, 5))],
  },
  {
    name: 'M/D/1 at 70 %',
    network: station({ arrival: 0.7, service: 'time: 1ms', seconds: 60 }),
    quantities: [time('mean sojourn time (Pollaczek-Khinchine)', MEAN_SOJOURN, pollaczekKhinchine(0.7, 1, 1))],
  },
  {
    name: 'M/U/1 at 70 %',
    network: station({ arrival: 0.7, service: 'time: uniform(0ms, 2ms)', seconds: 80 }),
    quantities: [time('mean sojourn time (Pollaczek-Khinchine)', MEAN_SOJOURN, pollaczekKhinchine(0.7, 1, 4 / 3))],
  },
  {
    name: 'M/LN/1 at 56 %',
    network: station({ arrival: 0.7, service: 'time: lognormal(p50=0.6ms, p99=3ms)', seconds: 80 }),
    quantities: [
      time(
        'mean sojourn time (Pollaczek-Khinchine)',
        MEAN_SOJOURN,
        pollaczekKhinchine(0.7, HEAVY.mean, HEAVY.secondMoment),
      ),
    ],
  },
  {
    name: 'M/D/1 at 60 %, shared',
    network: station({ arrival: 0.6, service: 'time: 1ms, sharing: processor', seconds: 60 }),
    quantities: [time('mean sojourn time (insensitive)', MEAN_SOJOURN, 1 / (1 - 0.6))],
  },
  {
    name: 'M/LN/1 at 60 %, shared',
    network: station({
      arrival: 0.6 / HEAVY.mean,
      service: 'time: lognormal(p50=0.6ms, p99=3ms), sharing: processor',
      seconds: 80,
    }),
    quantities: [time('mean sojourn time (insensitive)', MEAN_SOJOURN, HEAVY.mean / (1 - 0.6))],
  },
  {
    name: 'tandem M/M/1, M/M/1',
    network: {
      workloads: ['front', 'first', 'second'],
      scenario: `
workloads:
  front: { time: 0ms, concurrency: 1000000, calls: [first, second] }
  first: { time: exp(1ms), concurrency: 1, queue: unbounded }
  second: { time: exp(0.8ms), concurrency: 1, queue: unbounded }
traffic: { load: { to: http://front/, rate: 500/s, timeout: none } }
`,
      ...{ seconds: 60, warmupSeconds: 10 },
    },
    quantities: [
      time('mean of both (Jackson)', MEAN_SOJOURN, sojourn(0.5, 1, 1) + sojourn(0.5, 1.25, 1)),
      time('p99 of both (Reich)', P99, tandemQuantile(0.01, 0.5, 1, 1.25), TAIL),
    ],
  },
  {
    name: 'feedback by retries, 30 % fail',
    network: {
      ...station({ arrival: 0.5, service: 'time: exp(1ms), errors: { 503: 30% }', seconds: 160 }),
      retries: 3,
    },
    quantities: [
      plain('attempts per request', 'attempts-per-request{to=server}', attemptsPerRequest(0.3, 3)),
      plain('utilisation (Jackson)', BUSY, 0.5 * attemptsPerRequest(0.3, 3)),
      plain('mean queue (Jackson)', WAITING, queueOf(0.5 * attemptsPerRequest(0.3, 3)), TAIL),
    ],
  },
  {
    name: 'two retries, 50 % fail',
    network: {
      ...station({ arrival: 1, workers: 1000, service: 'time: 1ms, errors: { 500: 50% }', seconds: 25 }),
      retries: 2,
    },
    quantities: [
      plain('attempts per request', 'attempts-per-request{to=server}', attemptsPerRequest(0.5, 2)),
      plain('fail in the end', 'errors{at=client}', 0.5 * 0.5 * 0.5),
    ],
  },
  {
    name: '12 users, one M/M/1',
    network: {
      workloads: ['server'],
      scenario: `
workloads: { server: { time: exp(1ms), concurrency: 1, queue: unbounded } }
traffic: { people: { to: http://server/, users: 12, think: exp(10ms), timeout: none } }
`,
      ...{ seconds: 40, warmupSeconds: 5 },
    },
    quantities: [
      {
        name: 'throughput (exact MVA)',
        theory: USERS.throughput,
        measures: ['requests{at=client}'],
        value: rate => rate / 1000,
        within: MEAN,
      },
      time('mean sojourn time (exact MVA)', MEAN_SOJOURN, USERS.sojourn),
    ],
  },
  {
    name: 'M/M/1 at 60 %',
    network: station({ arrival: 0.6, seconds: 100 }),
    quantities: [
      {
        name: 'L over lambda W (Little)',
        theory: 1,
        measures: [BUSY, WAITING, 'requests{at=client}', MEAN_SOJOURN],
        value: (busy, waiting, rate, stay) => (busy + waiting) / ((rate * stay) / 1e9),
        within: MEAN,
      },
    ],
  },
  {
    name: 'fork and join of two M/M/1 at 50 %',
    network: {
      workloads: ['front', 'left', 'right'],
      scenario: `
workloads:
  front: { time: 0ms, concurrency: 1000000, calls: [[left, right]] }
  left: { time: exp(1ms), concurrency: 1, queue: unbounded }
  right: { time: exp(1ms), concurrency: 1, queue: unbounded }
traffic: { load: { to: http://front/, rate: 500/s, timeout: none } }
`,
      ...{ seconds: 60, warmupSeconds: 10 },
    },
    quantities: [time('mean until both are done (Nelson, Tantawi)', MEAN_SOJOURN, forkJoinOfTwo(0.5, 1))],
  },
  {
    name: '1,000 servers at 80 %, two choices',
    network: {
      workloads: ['server'],
      pods: 1000,
      // Requests that begin at the end and are still there when it is over are not seen, and those are the long ones: only
      // requests of the window count, and the run goes on for twenty service times.
      scenario: `
workloads: { server: { time: exp(1ms), concurrency: 1, queue: unbounded } }
traffic: { load: { to: http://server/, rate: 800000/s, timeout: none } }
timeline: [{ at: 40ms, mark: steady }, { at: 110ms, mark: drain }]
`,
      ...{ seconds: 0.13, warmupSeconds: 0 },
    },
    quantities: [time('mean sojourn time (fixed point)', `${MEAN_SOJOURN} during steady`, powerOfTwo(0.8))],
  },
]

/** Mean number that wait in M/M/1. */
function queueOf(utilisation: number): number {
  return (utilisation * utilisation) / (1 - utilisation)
}
