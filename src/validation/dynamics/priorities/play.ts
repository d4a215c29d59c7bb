import { offerInLoops, offerInTurn } from '../../../engine/bed/offers.ts'
import type { Rng } from '../../../kernel/rng.ts'
import { SECOND } from '../../../kernel/time.ts'
import { field, isPresent, type JsonField, numberOf, oneOf, onlyFields, phrase } from '../../json-field.ts'
import { clusterOf } from '../cluster-config.ts'
import { always, statusAnswer } from '../server-script.ts'
import { getRequest, setStage } from '../stage.ts'
import type { TableRow } from './rows.ts'

/** Offered to every row's cluster. */
export interface RowOffer {
  readonly requests: number
  /** Clients, each of which waits for its answers. */
  readonly concurrency: number
  readonly status: number
}

export interface PlayedRow {
  /** Name of the host by request; undefined = 503 for want of a host. */
  readonly picks: readonly (string | undefined)[]
  readonly panicPicks: number
}

export function rowOffer(script: JsonField): RowOffer {
  onlyFields(script, ['backends', 'offered'])
  const offered = field(script, 'offered')
  onlyFields(offered, ['requests_per_row', 'concurrency', 'pattern'])
  const concurrency = field(offered, 'concurrency')
  if (!isPresent(concurrency)) oneOf(field(offered, 'pattern'), ['sequential'])
  return {
    requests: numberOf(field(offered, 'requests_per_row')),
    concurrency: isPresent(concurrency) ? numberOf(concurrency) : 1,
    status: Number(phrase(field(script, 'backends'), /^all (\d+)$/)[1]),
  }
}

/** @param sentBefore hears the number of each request before it leaves */
export function playRow(
  config: JsonField,
  row: TableRow,
  offer: RowOffer,
  balanceRng: Rng,
  sentBefore: (number: number) => void = () => {},
): PlayedRow {
  const { hosts, kind, panicThreshold, overprovisioning } = row
  const script = { refuses: false, responder: always(statusAnswer(offer.status)) }
  const cluster = clusterOf(config)
  const { bed } = setStage({
    cluster: { ...cluster, balancer: { ...cluster.balancer, kind }, panicThreshold },
    hosts,
    scripts: new Map(hosts.map(({ name }) => [name, script])),
    overprovisioning,
    balanceRng,
    durationNs: LONG_NS,
  })
  const picks: (string | undefined)[] = []
  const pattern = {
    count: offer.requests,
    request: (number: number) => {
      sentBefore(number)
      return getRequest()
    },
    ended: (number: number, { slot, target }: { slot: number; target: { pod: { name: string } } | null }) => {
      picks[number] = slot < 0 ? undefined : target?.pod.name
    },
  }
  if (offer.concurrency === 1) offerInTurn(bed, 0, 0, pattern)
  else offerInLoops(bed, 0, offer.concurrency, pattern)
  bed.advance(LONG_NS)
  return { picks, panicPicks: bed.upstream('recorded')?.balancer.healthyPanic ?? 0 }
}

const LONG_NS = 1000 * SECOND
