import type { Mesh } from '../config/mesh.ts'
import type { Cluster } from '../dataplane/cluster.ts'
import type { Pod } from '../dataplane/pod.ts'
import { plainCluster } from './cluster-refs.ts'
import { PUSH } from './event-kinds.ts'
import type { ProxyState } from './proxy-state.ts'
import { assign, makeUpstream } from './upstream-state.ts'
import type { World } from './world.ts'

/**
 * Resources changed: istiod compiles and pushes to every proxy, each of which has the old tables until it arrives.
 * @returns when the last proxy has it, in ns from now
 */
export function publishConfig(world: World, mesh: Mesh): number {
  world.control.configure(mesh, servingPods(world), world.queue.nowNs)
  return pushToAll(world)
}

/** Pods came, went or changed: a push of endpoints alone. */
export function publishEndpoints(world: World): void {
  world.control.changeEndpoints(servingPods(world))
  pushToAll(world)
}

/** The push has arrived: the proxy swaps all its tables at once. */
export function onPush(world: World, index: number): void {
  const { control, proxies } = world
  const push = control.pushes[index]
  control.pushes[index] = undefined
  if (push === undefined) return
  const proxy = proxies[push.proxy]
  proxy.table = control.tableAfter(push, proxy.identity, proxy.table)
  for (const upstream of proxy.upstreams) if (upstream !== undefined) refresh(world, proxy, upstream.ref.number)
}

/** Time until the last push arrives. */
function pushToAll(world: World): number {
  const { control, queue } = world
  let lastNs = queue.nowNs
  for (const proxy of world.proxies) {
    const arrivesNs = Math.max(queue.nowNs + control.delay.sample(proxy.pushRng), proxy.pushedNs)
    proxy.pushedNs = arrivesNs
    lastNs = Math.max(lastNs, arrivesNs)
    const { dataPlane, config } = control
    queue.at(arrivesNs, PUSH, control.pushes.push({ proxy: proxy.index, dataPlane, config }) - 1)
  }
  return lastNs - queue.nowNs
}

/** Envoy warms a changed cluster beside the old one, whose requests finish; an unchanged one only gets its endpoints. */
function refresh(world: World, proxy: ProxyState, number: number): void {
  const old = proxy.upstreams[number]
  if (old === undefined) return
  const compiled = proxy.table.tables.cluster(old.ref.name)
  if (compiled === undefined) {
    proxy.upstreams[number] = undefined
    return
  }
  const cluster = proxy.plain ? plainCluster(compiled) : compiled
  if (sameSettings(cluster, old.cluster)) assign(world, old)
  else proxy.upstreams[number] = makeUpstream(world, proxy, old.ref, cluster)
}

function sameSettings(a: Cluster, b: Cluster): boolean {
  return a === b || JSON.stringify({ ...a, origin: 0 }) === JSON.stringify({ ...b, origin: 0 })
}

/** The pods that Kubernetes lists, in the order in which they came. */
function servingPods(world: World): readonly Pod[] {
  return world.pods.filter(pod => pod.role !== 'external' && !pod.leaving).map(({ pod }) => pod)
}
