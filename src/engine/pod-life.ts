import { DC, UC } from './flags.ts'
import { DOWN, type PodState, UNREACHABLE, UP } from './pod-state.ts'
import { publishEndpoints } from './push.ts'
import { BY_SOURCE, BY_VISIT, CALLING, FREE, LOST, NONE, QUEUED, type Row, SERVING } from './row.ts'
import { breakOff } from './server.ts'
import { detach, settle } from './settle.ts'
import { onLostServer } from './tcp-limits.ts'
import type { World } from './world.ts'

/** The process is gone at once: its callers see their connections close, its own calls are heard by nobody. */
export function crash(world: World, pods: readonly PodState[]): void {
  for (const pod of pods) pod.condition = DOWN
  dropCalls(world, pods)
  stopServing(world, pods)
  for (const pod of pods) setReady(pod, false)
  publishEndpoints(world)
}

/** The application alone is gone, its proxy is there: its callers see resets, its proxy sees its own calls given up. */
export function crashApplication(world: World, pods: readonly PodState[]): void {
  const gone = new Set(pods.map(({ proxy }) => proxy))
  for (const pod of pods) pod.condition = DOWN
  for (const row of world.rows.all) {
    if (row.phase === FREE || row.caller !== BY_VISIT || !gone.has(row.proxy) || !row.awaited) continue
    // Nobody is there to hear of the end.
    row.parent = null
    settle(world, row, 0, DC)
  }
  stopServing(world, pods)
}

function stopServing(world: World, pods: readonly PodState[]): void {
  dropVisits(world, pods, row => breakOff(world, row))
  closeIdleConnections(world, pods)
}

/** The node is gone: nothing answers, not even with a refusal. Kubernetes notices only later. */
export function vanish(world: World, pods: readonly PodState[]): void {
  const { rows } = world
  for (const pod of pods) pod.condition = UNREACHABLE
  dropCalls(world, pods)
  dropVisits(world, pods, row => {
    row.servedNs = NONE
    if (!row.awaited) return rows.release(row)
    row.phase = LOST
    if (row.tcp !== null) onLostServer(world, row, row.tcp)
  })
}

/** Fresh processes on the pods, with fresh proxies; a request lost on its way to the old ones is reset now. */
export function start(world: World, pods: readonly PodState[]): void {
  const { rows, queue } = world
  for (const pod of pods) {
    pod.condition = UP
    pod.leaving = false
    const { readyAfterNs, slowForNs } = coldStartOf(world, pod)
    pod.coldUntilNs = queue.nowNs + readyAfterNs + slowForNs
    if (pod.proxy === null) continue
    pod.proxy.table = world.control.tableFor(pod.proxy.identity)
    pod.proxy.upstreams.length = 0
  }
  // Peers that still hold connections to the old process learn now that there is nothing behind them.
  closeIdleConnections(world, pods)
  const back = new Set(pods)
  for (const row of rows.all)
    if (row.phase === LOST && row.target !== null && back.has(row.target)) breakOff(world, row)
}

export function coldStartOf(world: World, pod: PodState): { readyAfterNs: number; slowForNs: number } {
  return world.modelOf(pod.workload).behaviour.coldStart ?? { readyAfterNs: 0, slowForNs: 0 }
}

/** Readiness as Kubernetes has it, for the next endpoints. */
export function setReady(pod: PodState, ready: boolean): void {
  pod.pod = { ...pod.pod, ready, serving: ready }
}

/** The end of a process closes its connections: those that idle in the pools of its callers, and at clients outside, too. */
function closeIdleConnections(world: World, pods: readonly PodState[]): void {
  const gone = new Set(pods)
  for (const { entry } of world.sources) if (entry.kind === 'gateway') entry.connections.closeIdle(gone)
  for (const { hosts, balancer } of world.upstreams) {
    hosts.forEach(({ pod }, slot) => {
      if (gone.has(pod)) balancer.pools.closeIdle(slot)
    })
  }
}

/** What the pods themselves were calling: the caller is gone, so nobody hears of the end. */
function dropCalls(world: World, pods: readonly PodState[]): void {
  const gone = new Set(pods.map(pod => pod.proxy))
  for (const row of world.rows.all) {
    if (row.phase === FREE || row.proxy === null || !gone.has(row.proxy) || !row.awaited) continue
    if (row.caller === BY_SOURCE) settle(world, row, 0, UC)
    else detach(world, row)
  }
  for (const proxy of gone) proxy?.connections.closeAll()
}

/** What was waiting or being served at the pods stops. */
function dropVisits(world: World, pods: readonly PodState[], end: (row: Row) => void): void {
  const { rows, stations, queue } = world
  const gone = new Set(pods)
  for (const pod of pods) {
    stations.clear(pod.index, queue.nowNs)
    pod.shared?.clear()
    pod.sharedDoneNs = NONE
  }
  for (const row of rows.all) {
    const { phase, target } = row
    const isHere = phase === QUEUED || phase === SERVING || phase === CALLING
    if (isHere && target !== null && gone.has(target)) end(row)
  }
}
