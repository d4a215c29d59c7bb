import {
  attemptsPerRequest,
  closedNetwork,
  forkJoinOfTwo,
  powerOfTwo,
  sojourn,
  tandemQuantile,
} from './closed-forms.ts'
import { BUSY, controlled, MEAN, MEAN_SOJOURN, type OracleRow, P99, plain, TAIL, time, WAITING } from './quantity.ts'
import { station } from './station.ts'

const USERS = closedNetwork(12, 10, 1)

/** Several stations, feedback, and users that come back. */
export const NETWORK_ROWS: readonly OracleRow[] = [
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
      ...{ seconds: 39, warmupSeconds: 1 },
    },
    quantities: [
      time('mean of both (Jackson)', MEAN_SOJOURN, sojourn(0.5, 1, 1) + sojourn(0.5, 1.25, 1)),
      time('p99 of both (Reich)', P99, tandemQuantile(0.01, 0.5, 1, 1.25), TAIL),
    ],
  },
  {
    name: 'feedback by retries, 30 % fail',
    network: {
      ...station({ arrival: 0.5, service: 'time: exp(1ms), errors: { 503: 30% }', seconds: 75 }),
      retries: 3,
    },
    quantities: [
      plain('attempts per request', 'attempts-per-request{to=server}', attemptsPerRequest(0.3, 3)),
      plain('utilisation (Jackson)', BUSY, 0.5 * attemptsPerRequest(0.3, 3)),
      controlled(
        plain('mean queue (Jackson)', WAITING, queueOf(0.5 * attemptsPerRequest(0.3, 3)), TAIL),
        0.5 * attemptsPerRequest(0.3, 3),
      ),
    ],
  },
  {
    name: 'two retries, 50 % fail',
    network: {
      ...station({ arrival: 1, workers: 1000, service: 'time: 1ms, errors: { 500: 50% }', seconds: 10 }),
      retries: 2,
    },
    quantities: [
      plain('attempts per request', 'attempts-per-request{to=server}', attemptsPerRequest(0.5, 2)),
      plain('fail in the end', 'errors{at=client}', 0.5 * 0.5 * 0.5, TAIL),
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
      ...{ seconds: 21, warmupSeconds: 1 },
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
    network: station({ arrival: 0.6, seconds: 24 }),
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
      ...{ seconds: 33, warmupSeconds: 1 },
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
timeline: [{ at: 40ms, mark: steady }, { at: 58ms, mark: drain }]
`,
      ...{ seconds: 0.078, warmupSeconds: 0, bucketMs: 2 },
    },
    quantities: [
      controlled(
        time('mean sojourn time (fixed point)', `${MEAN_SOJOURN} during steady`, powerOfTwo(0.8)),
        0.8,
        `${BUSY} during steady`,
      ),
    ],
  },
]

/** Mean number that wait in M/M/1. */
function queueOf(utilisation: number): number {
  return (utilisation * utilisation) / (1 - utilisation)
}
