import type { BalancerPolicy } from '../../../dataplane/cluster.ts'
import type { Endpoint } from '../../../dataplane/endpoint.ts'
import { NO_LOCALITY } from '../../../kernel/locality.ts'
import {
  field,
  isPresent,
  itemsOf,
  type JsonField,
  numberOf,
  oneOf,
  onlyFields,
  phrase,
  textOf,
} from '../../json-field.ts'
import { plainHost, type RecordedHost } from '../hosts.ts'

/** One row of a table: a cluster of its own, and what its requests did. */
export interface TableRow {
  readonly hosts: readonly RecordedHost[]
  /** Group that results are counted by (priority, or locality of the row), by host. */
  readonly groupOf: ReadonlyMap<string, number>
  readonly groups: number
  readonly kind: BalancerPolicy['kind']
  readonly panicThreshold: number
  readonly overprovisioning: number | undefined
}

const RESULTS = ['requests', 'no_host_503', 'share_pct', 'lb_healthy_panic']
const SETTINGS = ['lb_policy', 'healthy_panic_threshold', 'overprovisioning_factor']

/** @param policy lb_policy of rows that name none */
export function tableRow(at: JsonField, policy: JsonField): TableRow {
  const byPriority = isPresent(field(at, 'priorities'))
  onlyFields(at, [
    ...SETTINGS,
    ...RESULTS,
    ...(byPriority
      ? ['priorities', 'count_by_health']
      : ['localities', 'count_by_locality', 'count_by_host', 'first_60_localities']),
  ])
  const groups = itemsOf(field(at, byPriority ? 'priorities' : 'localities'))
  const members = groups.map(byPriority ? priorityMembers : localityMembers)
  const hosts = members.flat().map((member, index) => ({ ...plainHost(`h${index}`), ...member }))
  const groupOf = members.flatMap((each, group) => each.map(() => group))
  const own = field(at, 'lb_policy')
  const factor = field(at, 'overprovisioning_factor')
  return {
    hosts,
    groupOf: new Map(hosts.map(({ name }, index) => [name, groupOf[index]])),
    groups: groups.length,
    kind: oneOf(isPresent(own) ? own : policy, ['ROUND_ROBIN', 'LEAST_REQUEST', 'RANDOM']),
    panicThreshold: defaulted(field(at, 'healthy_panic_threshold')),
    overprovisioning: isPresent(factor) ? numberOf(factor) : undefined,
  }
}

type Member = Partial<RecordedHost>

/** The healthy hosts come first, then the degraded ones. */
function priorityMembers(at: JsonField, priority: number): Member[] {
  onlyFields(at, ['hosts', 'healthy', 'degraded', 'unhealthy'])
  const many = (name: string, health: Endpoint['health']): Member[] =>
    Array.from({ length: numberOf(field(at, name)) }, () => ({ priority, health }))
  return [...many('healthy', 'HEALTHY'), ...many('degraded', 'DEGRADED'), ...many('unhealthy', 'UNHEALTHY')]
}

/** The healthy hosts come first; all of them are where nothing is said, and a weight that is not given is 0. */
function localityMembers(at: JsonField): Member[] {
  onlyFields(at, ['name', 'n', 'healthy', 'weight', 'priority'])
  const number = (name: string, otherwise: number) => {
    const each = field(at, name)
    return isPresent(each) ? numberOf(each) : otherwise
  }
  const [region, zone] = textOf(field(at, 'name')).split('/')
  const count = numberOf(field(at, 'n'))
  const healthy = number('healthy', count)
  return Array.from({ length: count }, (_, index) => ({
    priority: number('priority', 0),
    health: index < healthy ? 'HEALTHY' : 'UNHEALTHY',
    locality: { ...NO_LOCALITY, region, zone },
    localityWeight: number('weight', 0),
  }))
}

/** A number, or `default 50`. */
function defaulted(at: JsonField): number {
  return typeof at.value === 'number' ? at.value : Number(phrase(at, /^default (\d+)$/)[1])
}
