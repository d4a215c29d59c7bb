import type { BalancerPolicy } from '../../../dataplane/cluster.ts'
import { startingWith } from '../../../engine/bed/bed.ts'
import type { Rng } from '../../../kernel/rng.ts'
import { MILLISECOND, SECOND } from '../../../kernel/time.ts'
import {
  field,
  fieldsOf,
  isPresent,
  itemsOf,
  type JsonField,
  numberOf,
  oneOf,
  onlyFields,
  phrase,
  textOf,
  unreadable,
} from '../../json-field.ts'
import type { CaseKind } from '../case-kind.ts'
import { type Fact, withinSigmas } from '../fact.ts'
import { compareLeaves } from '../leaves.ts'
import { reply } from './back-end.ts'
import { type HostPlan, ScriptedProxy } from './proxy.ts'
import { clusterOf, retryPolicy, routeAction } from './route-settings.ts'

/** Requests by which the simulation finds a share that a recording has of a thousand. */
const DRAWS = 40_000
/** Phases of a schedule that are tried: more than any schedule of small weights has. */
const PHASES = 64
const GAP_NS = MILLISECOND

/** Which hosts the attempts of a request reach, for balancers that go round or draw. */
export const HOSTS: CaseKind = {
  recognises: at => isPresent(field(field(at, 'observed'), 'distinct_hosts')),
  factsOf: at => {
    const observed = field(at, 'observed')
    const plan = planOf(at)
    if (isPresent(field(observed, 'hosts_by_request'))) {
      return bestPhase(phase =>
        compareLeaves(observed, figuresOf(play(plan, plan.count, startingWith([phase], 1)), plan, true)),
      )
    }
    const drawn = figuresOf(play(plan, DRAWS), plan, false)
    const expected = scaled(drawn, plan.count / DRAWS)
    const sigmas = Number(phrase(field(field(at, 'tolerance'), 'share'), /^([\d.]+) sigma binomial$/)[1])
    return compareLeaves(observed, expected, (path, recorded) =>
      path[0] === 'requests' || typeof recorded !== 'number'
        ? undefined
        : withinSigmas(sigmas, plan.count, Number(valueAt(expected, path)) / plan.count),
    )
  },
}

/** The start of a round is drawn when the proxy starts: the first that fits, else the one that fits best. */
function bestPhase(facts: (phase: number) => Fact[]): Fact[] {
  let best: Fact[] = []
  let bestScore = -1
  for (let phase = 0; phase < PHASES; phase++) {
    const made = facts(phase)
    const score = made.filter(({ agrees }) => agrees).length
    if (score > bestScore) {
      best = made
      bestScore = score
    }
    if (score === made.length) break
  }
  return best
}

interface HostsPlan {
  readonly balancer: BalancerPolicy
  readonly weights: readonly number[]
  readonly retry: JsonField
  /** Of every answer. */
  readonly status: number
  readonly count: number
}

function planOf(at: JsonField): HostsPlan {
  const config = field(at, 'config')
  const { concurrency: _, lb_policy: policy, hosts: __, weights: given, ...retry } = fieldsOf(config)
  if (numberOf(field(config, 'concurrency')) !== 1) unreadable(field(config, 'concurrency'), 'one')
  const script = field(at, 'script')
  const offered = field(script, 'offered')
  onlyFields(offered, ['pattern', 'count'])
  oneOf(field(offered, 'pattern'), ['sequential'])
  const hosts = numberOf(field(config, 'hosts'))
  const weights =
    given === undefined ? Array.from({ length: hosts }, () => 1) : itemsOf(field(config, 'weights')).map(numberOf)
  return {
    balancer: {
      kind: oneOf({ path: `${config.path}.lb_policy`, value: policy }, ['ROUND_ROBIN', 'LEAST_REQUEST', 'RANDOM']),
    },
    weights,
    retry: { path: config.path, value: retry },
    status: failingStatus(field(script, 'backends')),
    count: numberOf(field(offered, 'count')),
  }
}

/** `all 503`: a status that is retried. */
function failingStatus(at: JsonField): number {
  return Number(phrase(at, /^all (5\d\d)$/)[1])
}

/** Hosts by request and attempt. */
function play({ balancer, weights, retry, status }: HostsPlan, count: number, balanceRng?: Rng): number[][] {
  const proxy = new ScriptedProxy({
    seed: 1,
    clusters: [
      {
        cluster: clusterOf({ name: 'c', balancer }),
        hosts: weights.map((weight, index) => failing(`h${index}`, weight, status)),
      },
    ],
    routes: [{ domain: 'c', action: { ...routeAction({ path: '', value: {} }, 'c'), retry: retryPolicy(retry) } }],
    ...(balanceRng && { balanceRng }),
  })
  const hosts: number[][] = []
  const next = (): void =>
    proxy.send(GAP_NS, { domain: 'c', headers: {}, uploadNs: 0, leavesAfterNs: 0 }, exchange => {
      hosts.push([...exchange.hosts])
      if (hosts.length < count) next()
    })
  next()
  proxy.run(count * SECOND)
  return hosts
}

function failing(address: string, weight: number, status: number): HostPlan {
  return { address, weight, answer: () => reply(status, 0) }
}

function figuresOf(hosts: readonly number[][], { weights }: HostsPlan, lists: boolean) {
  const distinct: Record<string, number> = {}
  let twice = 0
  for (const each of hosts) {
    const count = new Set(each).size
    distinct[count] = (distinct[count] ?? 0) + 1
    if (count < Math.min(each.length, weights.length)) twice++
  }
  return {
    ...(lists && { hosts_by_request: hosts }),
    requests: hosts.length,
    requests_that_reached_a_host_twice_before_all_were_tried: twice,
    distinct_hosts: distinct,
  }
}

type Figures = ReturnType<typeof figuresOf>

function scaled(figures: Figures, share: number): Figures {
  const { requests, requests_that_reached_a_host_twice_before_all_were_tried: twice, distinct_hosts } = figures
  return {
    requests: requests * share,
    requests_that_reached_a_host_twice_before_all_were_tried: twice * share,
    distinct_hosts: Object.fromEntries(Object.entries(distinct_hosts).map(([name, count]) => [name, count * share])),
  }
}

function valueAt(of: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, step) => (value as Record<string | number, unknown> | undefined)?.[step], of)
}

/** The same for balancers that hash: one request for each key. */
export const HOSTS_BY_KEY: CaseKind = {
  recognises: at =>
    isPresent(field(field(at, 'observed'), 'hosts_by_key')) && isPresent(field(field(at, 'config'), 'retry_policy')),
  factsOf: at => {
    const config = field(at, 'config')
    const script = field(at, 'script')
    const status = failingStatus(field(script, 'backends'))
    oneOf(field(script, 'offered'), ['one request per key'])
    const [policy, ...others] = itemsOf(field(config, 'hash_policy'))
    if (others.length > 0) unreadable(others[0], 'one hash policy')
    const header = textOf(field(field(policy, 'header'), 'header_name')).toLowerCase()
    const action = routeAction({ path: '', value: { retry_policy: field(config, 'retry_policy').value } }, 'c', [
      { kind: 'header', name: header },
    ])
    const proxy = new ScriptedProxy({
      seed: 1,
      clusters: [
        {
          cluster: clusterOf({
            name: 'c',
            balancer: { kind: oneOf(field(config, 'lb_policy'), ['RING_HASH', 'MAGLEV']) },
          }),
          hosts: itemsOf(field(config, 'hosts')).map(host => failing(textOf(field(host, 'address')), 1, status)),
        },
      ],
      routes: [{ domain: 'c', action }],
    })
    const keys = itemsOf(field(script, 'keys')).map(textOf)
    const hosts: (readonly number[])[] = []
    for (const [index, key] of keys.entries()) {
      const offer = { domain: 'c', headers: { [header]: key }, uploadNs: 0, leavesAfterNs: 0 }
      proxy.send((index + 1) * SECOND, offer, exchange => {
        hosts[index] = exchange.hosts
      })
    }
    proxy.run((keys.length + 2) * SECOND)
    return compareLeaves(field(at, 'observed'), { hosts_by_key: hosts })
  },
}
