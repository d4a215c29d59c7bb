import { offerInTurn } from '../../../engine/bed/offers.ts'
import { HOUR } from '../../../kernel/time.ts'
import { entriesOf, field, isPresent, itemsOf, type JsonField, onlyFields, phrase, textOf } from '../../json-field.ts'
import type { CaseKind } from '../case-kind.ts'
import { CLUSTER_FIELDS, clusterOf } from '../cluster-config.ts'
import { evenDraws } from '../even-draws.ts'
import type { Fact } from '../fact.ts'
import { hostNumber, hostsOf } from '../hosts.ts'
import { compareLeaves } from '../leaves.ts'
import { always, statusAnswer } from '../server-script.ts'
import { getRequest, setStage } from '../stage.ts'
import { hashPolicies, keyHeader } from './hash-policy.ts'

/** One request per key and cluster: where consistent hashing leads. */
export const HASH_SETS: CaseKind = {
  recognises: at => isPresent(field(field(at, 'observed'), 'sets')),
  factsOf,
}

function factsOf(at: JsonField): Fact[] {
  const config = field(at, 'config')
  onlyFields(config, ['concurrency', 'hash_policy'])
  const script = field(at, 'script')
  onlyFields(script, ['backends', 'offered', 'keys'])
  phrase(field(script, 'backends'), /^all 200$/)
  phrase(field(script, 'offered'), /^one request per key and set; key i is the value of header /)
  const keys = itemsOf(field(script, 'keys')).map(textOf)
  const observed = field(at, 'observed')
  const bases = new Map<string, readonly number[]>()
  const sets = itemsOf(field(observed, 'sets')).map(set => {
    const policy = textOf(field(set, 'lb_policy'))
    const hosts = hostsByKey(set, field(config, 'hash_policy'), keys)
    const base = bases.get(policy)
    if (base === undefined) bases.set(policy, hosts)
    const counts: Record<string, number> = {}
    const listed = field(set, 'count_by_host')
    if (isPresent(listed)) for (const [name] of entriesOf(listed)) counts[name] = 0
    for (const host of hosts) counts[`h${host}`] = (counts[`h${host}`] ?? 0) + 1
    return {
      host_by_key: hosts,
      count_by_host: counts,
      ...(base && { keys_moved_from_base: hosts.filter((host, index) => host !== base[index]).length }),
    }
  })
  return compareLeaves(observed, { sets })
}

function hostsByKey(set: JsonField, policies: JsonField, keys: readonly string[]): number[] {
  onlyFields(set, [...CLUSTER_FIELDS, 'label', 'hosts', 'host_by_key', 'count_by_host', 'keys_moved_from_base'])
  const hosts = hostsOf(field(set, 'hosts'))
  const hash = hashPolicies(policies)
  const script = { refuses: false, responder: always(statusAnswer(200)) }
  const { bed } = setStage({
    cluster: clusterOf(set),
    hosts,
    scripts: new Map(hosts.map(({ name }) => [name, script])),
    route: { hash },
    balanceRng: evenDraws(),
    durationNs: HOUR,
  })
  const picks: number[] = []
  offerInTurn(bed, 0, 0, {
    count: keys.length,
    request: number => getRequest({ [keyHeader(hash)]: keys[number] }),
    ended: (_, { slot, target }) => picks.push(slot < 0 ? -1 : hostNumber(target?.pod.name)),
  })
  bed.advance(HOUR)
  return picks
}
