import { offerAt, offerInTurn } from '../../../engine/bed/offers.ts'
import { HOUR, MILLISECOND } from '../../../kernel/time.ts'
import { entriesOf, field, isPresent, itemsOf, type JsonField, onlyFields, phrase, textOf } from '../../json-field.ts'
import type { CaseKind } from '../case-kind.ts'
import { CLUSTER_FIELDS, clusterOf } from '../cluster-config.ts'
import { evenDraws } from '../even-draws.ts'
import type { Fact } from '../fact.ts'
import { hostNumber, hostsOf } from '../hosts.ts'
import { compareLeaves } from '../leaves.ts'
import { always, type ServerScript, statusAnswer } from '../server-script.ts'
import { getRequest, type Stage, setStage } from '../stage.ts'
import { hashPolicies, keyHeader } from './hash-policy.ts'

/** Consistent hashing with bounded loads: requests that stay, one more at a time. */
export const BOUNDED: CaseKind = {
  recognises: at => isPresent(field(field(at, 'observed'), 'host_when_idle_by_key')),
  factsOf,
}

function factsOf(at: JsonField): Fact[] {
  const config = field(at, 'config')
  onlyFields(config, [...CLUSTER_FIELDS, 'concurrency', 'hosts', 'hash_policy'])
  const script = field(at, 'script')
  onlyFields(script, ['backends', 'offered', 'keys_in_order'])
  phrase(field(script, 'backends'), /^no request is answered until the end$/)
  phrase(field(script, 'offered'), /^one after another, next sent when the previous reached its back-end$/)
  const keys = itemsOf(field(script, 'keys_in_order')).map(textOf)
  const observed = field(at, 'observed')
  const asked = entriesOf(field(observed, 'host_when_idle_by_key')).map(([key]) => key)
  const idle = whenIdle(config, asked)
  return compareLeaves(observed, {
    host_when_idle_by_key: Object.fromEntries(asked.map((key, index) => [key, idle[index]])),
    host_by_request: whenHeld(config, keys),
  })
}

function whenIdle(config: JsonField, keys: readonly string[]): number[] {
  const { bed } = stageOf(config, { refuses: false, responder: always(statusAnswer(200)) })
  const hosts: number[] = []
  offerInTurn(bed, 0, 0, {
    count: keys.length,
    request: number => keyed(config, keys[number]),
    ended: (_, { slot, target }) => hosts.push(slot < 0 ? -1 : hostNumber(target?.pod.name)),
  })
  bed.advance(HOUR)
  return hosts
}

/** Far more than a request needs to reach its server. */
const APART_NS = 10 * MILLISECOND

function whenHeld(config: JsonField, keys: readonly string[]): number[] {
  const hosts: number[] = []
  const responder = {
    answer: (_: unknown, { target }: { target: { pod: { name: string } } | null }) => {
      hosts.push(hostNumber(target?.pod.name))
      return { kind: 'silence' as const }
    },
  }
  const { bed } = stageOf(config, { refuses: false, responder })
  offerAt(
    bed,
    keys.map((_, index) => index * APART_NS),
    { request: number => keyed(config, keys[number]) },
  )
  bed.advance(keys.length * APART_NS)
  return hosts
}

function keyed(config: JsonField, key: string) {
  return getRequest({ [keyHeader(hashPolicies(field(config, 'hash_policy')))]: key })
}

function stageOf(config: JsonField, script: ServerScript): Stage {
  const hosts = hostsOf(field(config, 'hosts'))
  return setStage({
    cluster: clusterOf(config),
    hosts,
    scripts: new Map(hosts.map(({ name }) => [name, script])),
    route: { hash: hashPolicies(field(config, 'hash_policy')) },
    balanceRng: evenDraws(),
    durationNs: HOUR,
  })
}
