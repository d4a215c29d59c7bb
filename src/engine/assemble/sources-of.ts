import type { ServiceRegistry } from '../../compile/istio/registry/service.ts'
import type { Scenario, TcpTraffic, TrafficSource } from '../../config/scenario/scenario.ts'
import { stream } from '../../kernel/rng.ts'
import { nameHash } from '../../measure/digest.ts'
import { arrivals } from '../../traffic/arrivals/arrivals.ts'
import { RequestMix } from '../../traffic/mix.ts'
import { RecordedShapes } from '../../traffic/recorded-shapes.ts'
import { splitUrl } from '../../traffic/url.ts'
import { Users } from '../../traffic/users.ts'
import { ClientConnections, type Entry, membersOf } from '../entry.ts'
import type { PodState } from '../pod-state.ts'
import type { SourceState } from '../source-state.ts'
import { TcpDraws } from '../tcp-connection.ts'
import { dialledService, type EntryPoint } from './entries.ts'
import type { Setting } from './setting.ts'
import { tcpTrafficTo } from './tcp-ports.ts'

/** The sources of a run, ready to be started. `pods` is the run's own list, which grows: entries look at it afresh. */
export function sourcesOf(
  scenario: Scenario,
  { entries, registry }: Pick<Setting, 'entries' | 'registry'>,
  pods: readonly PodState[],
): SourceState[] {
  let firstUser = 0
  return scenario.traffic.map((source, index) => {
    const { shape } = source
    const { seed, durationNs } = scenario
    const point = entries[index]
    const traffic = tcpOf(source, point, registry)
    const users = shape.kind === 'closed' ? new Users(shape, seed, source.name) : null
    const state: SourceState = {
      index,
      name: source.name,
      nameHash: nameHash(source.name),
      entry: entryOf(point, pods, seed, source),
      requests: shape.kind === 'replay' ? new RecordedShapes(shape.requests, source.to.name) : mixOf(source, seed),
      shapes: [],
      port: 'port' in point ? point.port : 80,
      arrivals: shape.kind === 'closed' ? null : arrivals(shape, { seed, source: source.name, durationNs }),
      users,
      firstUser,
      timeoutNs: source.timeoutNs,
      tcp: traffic === undefined ? null : new TcpDraws(traffic, seed, 'traffic', source.name),
      jar: null,
      born: 0,
      answered: 0,
    }
    firstUser += users?.count ?? 0
    return state
  })
}

/** Clients outside dial a gateway, whose ports say nothing about what they are used for. */
function tcpOf({ to, tcp }: TrafficSource, point: EntryPoint, registry: ServiceRegistry): TcpTraffic | undefined {
  if (point.kind === 'gateway' || point.kind === 'unknown') return tcp
  return tcpTrafficTo(dialledService(to.name, point, registry), point.port, splitUrl(to.name).scheme, tcp)
}

function mixOf({ to, methods, paths, headers, name }: TrafficSource, seed: number): RequestMix {
  return new RequestMix({ to: to.name, methods, paths, headers }, seed, name)
}

function entryOf(point: EntryPoint, pods: readonly PodState[], seed: number, { name }: TrafficSource): Entry {
  const workload = point.kind === 'gateway' || point.kind === 'workload' ? point.workload : 'default/client'
  const members = membersOf(pods, workload)
  if (point.kind === 'gateway') {
    const connections = new ClientConnections(stream(seed, 'traffic', name, 'connections'))
    return { kind: 'gateway', pods: members, connections, label: workload }
  }
  return { kind: 'workload', pods: members, rng: stream(seed, 'traffic', name, 'caller') }
}
