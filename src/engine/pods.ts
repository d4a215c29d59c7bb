import { type Pod, podId, workloadId } from '../dataplane/pod.ts'
import { proxyOf } from '../dataplane/proxy-of.ts'
import { stream } from '../kernel/rng.ts'
import { NEVER } from '../kernel/time.ts'
import { nameHash } from '../measure/digest.ts'
import { UNLIMITED_STREAMS } from '../proxy/pool/connections.ts'
import { SharedProcessor } from '../service/shared-processor.ts'
import { DownstreamConnections } from './connections.ts'
import { type PodState, UP } from './pod-state.ts'
import type { ProxyState } from './proxy-state.ts'
import { serviceModel } from './workload-model.ts'
import type { World } from './world.ts'

/** Brings a pod into the run: its station, its model, its proxy. The pod is up and takes part in the next endpoints. */
export function addPod(world: World, pod: Pod, role: PodState['role']): PodState {
  const { pods, stations, network, seed } = world
  const workload = workloadId(pod)
  const model = world.modelOf(workload)
  const { concurrency, queue, sharing } = model.behaviour
  const index = stations.add(concurrency, queue)
  const version = pod.labels.version ?? ''
  const state: PodState = {
    index,
    pod,
    workload,
    version,
    role,
    place: network.indexOf(pod.locality),
    service: serviceModel(model, seed, pod.name),
    shared: sharing === 'processor' ? new SharedProcessor(concurrency) : null,
    responder: null,
    maxStreams: UNLIMITED_STREAMS,
    sharedDoneNs: -1,
    proxy: null,
    condition: UP,
    slowFactor: 1,
    coldUntilNs: 0,
    readySinceNs: Number.NEGATIVE_INFINITY,
    leaving: false,
    graceEndsNs: NEVER,
    dismissed: false,
    lostZones: 0,
    nameHash: nameHash(`${pod.namespace}/${pod.name}`),
    bornNs: world.queue.nowNs,
  }
  pods.push(state)
  world.podByName.set(role === 'external' ? pod.name : podId(pod), state)
  const labels = { workload, version, zone: pod.locality.zone, pod: pod.name }
  world.books.recorder.station(index, labels, concurrency)
  if (role !== 'external') state.proxy = addProxy(world, state, model.behaviour.proxyConcurrency)
  return state
}

function addProxy(world: World, pod: PodState, workers: number): ProxyState {
  const { seed, proxies } = world
  const { name, namespace } = pod.pod
  const own = (purpose: string) => stream(seed, 'proxy', namespace, name, purpose)
  const identity = proxyOf(pod.pod, pod.role === 'gateway' ? 'gateway' : 'sidecar')
  const proxy: ProxyState = {
    index: proxies.length,
    pod,
    identity,
    table: world.control.tableFor(identity),
    plain: pod.role === 'app' && !pod.pod.sidecar,
    workers,
    upstreams: [],
    rateLimit: null,
    serverSide: null,
    serverConfig: -1,
    connections: new DownstreamConnections(workers, own('downstream')),
    traversal: world.traversal,
    traversalRng: own('traversal'),
    routeRng: own('route'),
    balanceRng: own('balance'),
    backOffRng: own('back-off'),
    connectionRng: own('connections'),
    pushRng: own('push'),
    pushedNs: 0,
  }
  proxies.push(proxy)
  return proxy
}
