import {
  erlangB,
  erlangC,
  lognormalMoments,
  meanNumber,
  occupancy,
  pollaczekKhinchine,
  sojourn,
  sojournQuantile,
} from './closed-forms.ts'
import { BUSY, controlled, MEAN_SOJOURN, type OracleRow, P99, plain, TAIL, time, WAITING } from './quantity.ts'
import { station } from './station.ts'

const HEAVY = lognormalMoments(0.6, 3)
const LOST = occupancy(1.6, 1, 2, 5)

/** One station each. */
export const STATION_ROWS: readonly OracleRow[] = [
  {
    name: 'M/M/1 at 50 %',
    network: station({ arrival: 0.5, seconds: 64 }),
    quantities: [
      time('mean sojourn time', MEAN_SOJOURN, sojourn(0.5, 1, 1)),
      time('p99 of it', P99, sojournQuantile(0.01, 0.5, 1, 1), TAIL),
      plain('utilisation', BUSY, 0.5),
      plain('mean queue', WAITING, 0.25 / 0.5, TAIL),
    ],
  },
  {
    name: 'M/M/1 at 80 %',
    network: station({ arrival: 0.8, seconds: 150, warmupSeconds: 2 }),
    quantities: [
      controlled(time('mean sojourn time', MEAN_SOJOURN, sojourn(0.8, 1, 1)), 0.8),
      controlled(time('p99 of it', P99, sojournQuantile(0.01, 0.8, 1, 1), TAIL), 0.8),
    ],
  },
  {
    name: 'M/M/1 at 90 %',
    network: station({ arrival: 0.9, seconds: 300, warmupSeconds: 8 }),
    quantities: [controlled(time('mean sojourn time', MEAN_SOJOURN, sojourn(0.9, 1, 1)), 0.9)],
  },
  {
    name: 'M/M/4 at 70 %',
    network: station({ arrival: 2.8, workers: 4, seconds: 24 }),
    quantities: [
      time('mean sojourn time (Erlang C)', MEAN_SOJOURN, sojourn(2.8, 1, 4)),
      time('p99 of it', P99, sojournQuantile(0.01, 2.8, 1, 4), TAIL),
      // Those who wait find a queue of mean rho / (1 - rho), so the queue tells the probability of waiting.
      controlled(
        {
          name: 'probability of waiting (Erlang C)',
          theory: erlangC(2.8, 1, 4),
          measures: [WAITING],
          value: queue => (queue * (1 - 0.7)) / 0.7,
          within: TAIL,
        },
        0.7,
      ),
    ],
  },
  {
    name: 'M/M/2/5 at 80 %',
    network: station({ arrival: 1.6, workers: 2, queue: 3, seconds: 20 }),
    quantities: [
      plain('turned away', 'errors{at=client}', LOST[5], TAIL),
      time('mean stay of all that arrive', MEAN_SOJOURN, meanNumber(LOST) / 1.6),
    ],
  },
  {
    name: 'M/M/5/5, 4 offered',
    network: station({ arrival: 4, workers: 5, queue: 0, seconds: 8 }),
    quantities: [plain('turned away (Erlang B)', 'errors{at=client}', erlangB(4, 5))],
  },
  {
    name: 'M/D/1 at 70 %',
    network: station({ arrival: 0.7, service: 'time: 1ms', seconds: 30 }),
    quantities: [
      controlled(time('mean sojourn time (Pollaczek-Khinchine)', MEAN_SOJOURN, pollaczekKhinchine(0.7, 1, 1)), 0.7),
    ],
  },
  {
    name: 'M/U/1 at 70 %',
    network: station({ arrival: 0.7, service: 'time: uniform(0ms, 2ms)', seconds: 38 }),
    quantities: [
      controlled(time('mean sojourn time (Pollaczek-Khinchine)', MEAN_SOJOURN, pollaczekKhinchine(0.7, 1, 4 / 3)), 0.7),
    ],
  },
  {
    name: 'M/LN/1 at 56 %',
    network: station({ arrival: 0.7, service: 'time: lognormal(p50=0.6ms, p99=3ms)', seconds: 48, warmupSeconds: 3 }),
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
    network: station({ arrival: 0.6, service: 'time: 1ms, sharing: processor', seconds: 38 }),
    quantities: [controlled(time('mean sojourn time (insensitive)', MEAN_SOJOURN, 1 / (1 - 0.6)), 0.6)],
  },
  {
    name: 'M/LN/1 at 60 %, shared',
    network: station({
      arrival: 0.6 / HEAVY.mean,
      service: 'time: lognormal(p50=0.6ms, p99=3ms), sharing: processor',
      seconds: 46,
      warmupSeconds: 3,
    }),
    quantities: [controlled(time('mean sojourn time (insensitive)', MEAN_SOJOURN, HEAVY.mean / (1 - 0.6)), 0.6)],
  },
]
