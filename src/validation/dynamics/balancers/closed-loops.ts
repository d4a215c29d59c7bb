import { offerInLoops } from '../../../engine/bed/offers.ts'
import { stream } from '../../../kernel/rng.ts'
import { HOUR, MILLISECOND, SECOND } from '../../../kernel/time.ts'
import {
  field,
  isPresent,
  itemsOf,
  type JsonField,
  numberOf,
  onlyFields,
  phrase,
  unreadable,
} from '../../json-field.ts'
import type { CaseKind } from '../case-kind.ts'
import { CLUSTER_FIELDS, clusterOf } from '../cluster-config.ts'
import { EXACT, type Fact, within } from '../fact.ts'
import { hostNumber, hostsOf } from '../hosts.ts'
import { compareLeaves } from '../leaves.ts'
import { always, statusAnswer } from '../server-script.ts'
import { getRequest, setStage } from '../stage.ts'

/** Clients that wait for their answers, servers of unequal speed: who gets which share. */
export const CLOSED_LOOPS: CaseKind = {
  recognises: at => {
    const offered = field(field(at, 'script'), 'offered')
    return typeof offered.value === 'object' && isPresent(field(offered, 'closed_loop_concurrency'))
  },
  factsOf,
}

/** So many times the recorded number of requests are simulated, so that the simulation's own chance hardly counts. */
const LONGER = 8

function factsOf(at: JsonField): Fact[] {
  const config = field(at, 'config')
  onlyFields(config, [...CLUSTER_FIELDS, 'concurrency', 'hosts'])
  const script = field(at, 'script')
  onlyFields(script, ['backends', 'offered'])
  onlyFields(field(script, 'backends'), ['delay_ms_by_host'])
  const offered = field(script, 'offered')
  onlyFields(offered, ['closed_loop_concurrency', 'requests'])
  const delays = itemsOf(field(field(script, 'backends'), 'delay_ms_by_host')).map(numberOf)
  const loops = numberOf(field(offered, 'closed_loop_concurrency'))
  const requests = numberOf(field(offered, 'requests')) * LONGER
  const points = Number(phrase(field(field(at, 'tolerance'), 'share_pct'), /^([\d.]+) points/)[1])
  const runs = itemsOf(field(field(at, 'observed'), 'runs'))
  return runs.flatMap((run, index) => {
    // What the client measured, its own part included: that is how long a request occupies a loop and a server.
    const measured = field(run, 'mean_ms_by_host')
    const times = isPresent(measured) ? itemsOf(measured).map(numberOf) : delays
    if (times.length !== delays.length) unreadable(measured, `${delays.length} times`)
    const { share_pct, throughput_rps } = play(config, times, loops, requests, index)
    const throughputBand = (throughput_rps * (points / 100) * spreadOf(times)) / meanOf(share_pct, times)
    const facts = compareLeaves(run, { share_pct, throughput_rps }, ([name]) => {
      if (name === 'share_pct') return within(points)
      return name === 'throughput_rps' ? within(throughputBand, "Little's law from the shares") : EXACT
    })
    return facts.map(fact => ({ ...fact, quantity: `runs[${index}].${fact.quantity}` }))
  })
}

/** Mean time of a request in ms. */
function meanOf(shares: readonly number[], times: readonly number[]): number {
  return shares.reduce((sum, share, index) => sum + (share / 100) * times[index], 0)
}

function spreadOf(times: readonly number[]): number {
  return Math.max(...times) - Math.min(...times)
}

function play(config: JsonField, times: readonly number[], loops: number, requests: number, seed: number) {
  const hosts = hostsOf(field(config, 'hosts'))
  if (hosts.length !== times.length) unreadable(field(config, 'hosts'), `${times.length} hosts`)
  const { bed } = setStage({
    cluster: clusterOf(config),
    hosts,
    scripts: new Map(
      hosts.map(({ name }, index) => {
        const answer = statusAnswer(200, Math.round(times[index] * MILLISECOND))
        return [name, { refuses: false, responder: always(answer) }]
      }),
    ),
    balanceRng: stream(seed, 'recorded', 'closed loop'),
    durationNs: HOUR,
  })
  const counts = times.map(() => 0)
  let endNs = 0
  offerInLoops(bed, 0, loops, {
    count: requests,
    request: () => getRequest(),
    ended: (_, { target }) => {
      counts[hostNumber(target?.pod.name)]++
    },
    done: () => {
      endNs = bed.nowNs
    },
  })
  bed.advance(HOUR)
  return { share_pct: counts.map(count => (100 * count) / requests), throughput_rps: (requests * SECOND) / endNs }
}
