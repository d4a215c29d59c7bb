import { offerAt } from '../../../engine/bed/offers.ts'
import { HOUR, SECOND } from '../../../kernel/time.ts'
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
import { evenDraws } from '../even-draws.ts'
import { EXACT, type Fact, within } from '../fact.ts'
import { hostsOf } from '../hosts.ts'
import { compareLeaves } from '../leaves.ts'
import { always, statusAnswer } from '../server-script.ts'
import { getRequest, setStage } from '../stage.ts'

/** A host joins those whose slow start is over: its share of the requests, second by second. */
export const SLOW_START: CaseKind = {
  recognises: at => isPresent(field(field(at, 'observed'), 'per_second')),
  factsOf,
}

/** When the host joins: the others have long been there by then. */
const JOINS_NS = SECOND

function factsOf(at: JsonField): Fact[] {
  const config = field(at, 'config')
  onlyFields(config, [...CLUSTER_FIELDS, 'concurrency', 'hosts', 'equal_weights'])
  if (field(config, 'equal_weights').value !== true) unreadable(field(config, 'equal_weights'), 'true')
  const observed = field(at, 'observed')
  const seconds = itemsOf(field(observed, 'per_second'))
  // The recording's client was a request early or late: as many leave in each second as left then.
  const requests = seconds.map(each => numberOf(field(each, 'requests')))
  const newcomers = playJoining(config, newcomer(field(at, 'script'), hostsOf(field(config, 'hosts')).length), requests)
  const simulated = newcomers.map((count, index) => ({
    second: index,
    requests: requests[index],
    new_host_requests: count,
    new_host_share_pct: (100 * count) / requests[index],
  }))
  const points = Number(phrase(field(field(at, 'tolerance'), 'new_host_share_pct'), /^([\d.]+) points/)[1])
  return compareLeaves(observed, { per_second: simulated }, ([, index, name]) => {
    if (name === 'new_host_share_pct') return within(points)
    return name === 'new_host_requests' ? within((points * requests[Number(index)]) / 100) : EXACT
  })
}

/** Name of the host that joins, in a sentence that also says how many are there before. */
function newcomer(script: JsonField, hosts: number): string {
  onlyFields(script, ['backends', 'offered', 'update'])
  phrase(field(script, 'backends'), /^all 200$/)
  const offered = field(script, 'offered')
  onlyFields(offered, ['rps', 'sequential', 'seconds'])
  const update = field(script, 'update')
  const [, name, older] = phrase(update, /^(h\d+) is added at t=0 \(within \d+ ms\) by EDS to (\d+) older hosts?$/)
  return Number(older) === hosts - 1 ? name : unreadable(update, `${hosts - 1} older hosts`)
}

function playJoining(config: JsonField, name: string, requests: readonly number[]): number[] {
  const hosts = hostsOf(field(config, 'hosts'))
  const script = { refuses: false, responder: always(statusAnswer(200)) }
  const { bed, setHosts } = setStage({
    cluster: clusterOf(config),
    hosts: hosts.filter(each => each.name !== name),
    scripts: new Map(hosts.map(each => [each.name, script])),
    balanceRng: evenDraws([0]),
    durationNs: HOUR,
  })
  // The first request makes the cluster known to the proxy.
  bed.offer(0, { request: getRequest() })
  bed.at(JOINS_NS, `${name} joins`, () => setHosts(hosts))
  const newcomers = requests.map(() => 0)
  const sends = requests.flatMap((count, second) =>
    Array.from({ length: count }, (_, index) => ({
      second,
      atNs: JOINS_NS + Math.round((second + index / count) * SECOND),
    })),
  )
  offerAt(
    bed,
    sends.map(({ atNs }) => atNs),
    {
      request: () => getRequest(),
      ended: (number, { target }) => {
        if (target?.pod.name === name) newcomers[sends[number].second]++
      },
    },
  )
  bed.advance(JOINS_NS + (requests.length + 1) * SECOND)
  return newcomers
}
