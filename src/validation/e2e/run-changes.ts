import type { Cluster } from '../../dataplane/cluster.ts'
import { crashApplication } from '../../engine/pod-life.ts'
import { BLACK_HOLE, FAILING, type PodState, UP } from '../../engine/pod-state.ts'
import type { ProxyState as RunningProxy } from '../../engine/proxy-state.ts'
import { assign } from '../../engine/upstream-state.ts'
import type { World } from '../../engine/world.ts'
import { fault } from '../../kernel/assert.ts'
import { clustersOf, NAMESPACE, type ProxyState, proxyTables } from './proxy-tables.ts'
import type { PodMode, RecordedProxy, RecordedRun, Recording, RunEvent } from './recording.ts'
import type { RecordedSampler } from './service-time.ts'
import { clusterName } from './upstream-cluster.ts'

/** Puts the recorded configuration into the proxies of a run, and changes the run as the recorded one was changed. */
export class RunChanges {
  private readonly world: World
  private readonly recording: Recording
  private readonly samplers: ReadonlyMap<string, RecordedSampler>
  private readonly proxies = new Map<string, ConfiguredProxy>()

  constructor(
    world: World,
    recording: Recording,
    { sweepPhaseNs }: RecordedRun,
    samplers: ReadonlyMap<string, RecordedSampler>,
  ) {
    this.world = world
    this.recording = recording
    this.samplers = samplers
    for (const recorded of recording.proxies) {
      const { proxy } = this.pod(recorded.name)
      if (proxy === null) fault(`${recorded.name} has no proxy`)
      proxy.sweepsAtNs = sweepPhaseNs.get(recorded.name)
      const configured = {
        recorded,
        proxy,
        clusters: clustersOf(recording, recorded),
        state: { split: recording.initialSplit, endpoints: recording.endpoints.get(recorded.name) ?? new Map() },
      }
      this.proxies.set(recorded.name, configured)
      this.configure(configured)
    }
  }

  make(event: RunEvent): void {
    switch (event.kind) {
      case 'slow': {
        const sampler = this.samplers.get(event.service) ?? fault(`no service ${event.service} to slow down`)
        sampler.factor = event.factor
        for (const { workload, service } of this.world.pods) {
          if (workload === `${NAMESPACE}/${event.service}`) service.times.drawAnew()
        }
        return
      }
      case 'mode':
        return this.setMode(this.pod(event.pod), event.mode)
      case 'rds': {
        const configured = this.proxy(event.proxy)
        configured.state = { ...configured.state, split: event.split }
        return this.configure(configured)
      }
      case 'eds':
        return this.changeEndpoints(this.proxy(event.proxy), event.cluster, event.removed)
    }
  }

  private setMode(pod: PodState, mode: PodMode): void {
    switch (mode) {
      case 'down':
        return crashApplication(this.world, [pod])
      case 'fail503':
        pod.condition = FAILING
        return
      case 'blackhole':
        pod.condition = BLACK_HOLE
        return
      // What a black hole has swallowed stays lost: nobody resets those connections.
      case 'normal':
        pod.condition = UP
    }
  }

  /** The named endpoints are gone, all others of the start are there. */
  private changeEndpoints(configured: ConfiguredProxy, cluster: string, removed: readonly string[]): void {
    const { recorded, proxy } = configured
    const atStart = this.recording.endpoints.get(recorded.name)?.get(cluster) ?? []
    const endpoints = new Map(configured.state.endpoints)
    endpoints.set(
      cluster,
      atStart.filter(({ host }) => !removed.includes(host)),
    )
    configured.state = { ...configured.state, endpoints }
    this.configure(configured)
    const name = clusterName(cluster)
    const upstream = proxy.upstreams.find(each => each?.ref.name === name)
    if (upstream !== undefined) assign(this.world, upstream)
  }

  private configure({ recorded, proxy, clusters, state }: ConfiguredProxy): void {
    const tables = proxyTables(this.recording, recorded, clusters, state)
    proxy.table = { tables, config: 0, decisions: [] }
  }

  private proxy(name: string): ConfiguredProxy {
    return this.proxies.get(name) ?? fault(`no proxy ${name}`)
  }

  private pod(name: string): PodState {
    return this.world.podByName.get(`${NAMESPACE}/${name}`) ?? fault(`no pod ${name}`)
  }
}

interface ConfiguredProxy {
  readonly recorded: RecordedProxy
  readonly proxy: RunningProxy
  readonly clusters: ReadonlyMap<string, Cluster>
  state: ProxyState
}
