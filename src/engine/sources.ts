import { MILLISECOND, NEVER } from '../kernel/time.ts'
import { OUTSIDE } from '../service/network.ts'
import { splitUrl } from '../traffic/url.ts'
import { beginHop } from './client.ts'
import { connectToProxy } from './connections.ts'
import { drawReady } from './entry.ts'
import { ARRIVAL, AT_SERVER, CALL_TIMEOUT, THINK } from './event-kinds.ts'
import { UF } from './flags.ts'
import { BY_SOURCE, NONE, TRAVELLING } from './row.ts'
import { settle } from './settle.ts'
import type { SourceState } from './source-state.ts'
import { after } from './timers.ts'
import { shapeWithCookies } from './user-cookies.ts'
import type { World } from './world.ts'

/** Puts the first request of every source, or of every user, into the queue. */
export function startSources(world: World): void {
  for (const source of world.sources) {
    scheduleArrival(world, source)
    if (source.users === null) continue
    for (let user = 0; user < source.users.count; user++) {
      world.userSource.push(source.index)
      world.queue.at(source.users.firstNs(user), THINK, source.firstUser + user)
    }
  }
}

/** Open loop: a request is born, and the next one is due. */
export function onArrival(world: World, index: number): void {
  const source = world.sources[index]
  scheduleArrival(world, source)
  launch(world, source, NONE)
}

/** Closed loop: a user has thought. */
export function onThought(world: World, user: number): void {
  launch(world, world.sources[world.userSource[user]], user)
}

function scheduleArrival(world: World, source: SourceState): void {
  if (source.arrivals === null) return
  const atNs = source.arrivals.nextNs()
  if (atNs !== NEVER) world.queue.at(atNs, ARRIVAL, source.index)
}

function launch(world: World, source: SourceState, user: number): void {
  const { rows, queue } = world
  const row = rows.take(source, queue.nowNs)
  row.caller = BY_SOURCE
  row.user = user
  row.hop = 0
  row.requestNumber = source.born++
  row.shape = shapeWithCookies(world, source, user, shapeOf(world, source))
  const { entry } = source
  row.proxy = null
  row.tcp = source.tcp?.draw() ?? null
  // A gateway takes the connection at once: nothing is left to wait for.
  const isConnected = entry.kind === 'gateway' && row.tcp?.isHeld === true
  if (source.timeoutNs > 0 && !isConnected) row.callDeadlineNs = after(world, CALL_TIMEOUT, row, source.timeoutNs)
  if (entry.kind === 'workload') {
    const pod = drawReady(entry.pods, entry.rng)
    if (pod === undefined || pod.proxy === null) return settle(world, row, 0, UF)
    connectToProxy(row, pod.proxy)
    return beginHop(world, row)
  }
  const connection = entry.connections.take(entry.pods)
  if (connection < 0) return settle(world, row, 0, UF)
  row.connection = connection
  const pod = entry.connections.podOf(connection)
  row.target = pod
  row.phase = TRAVELLING
  row.attempt = 1
  if (row.tcp !== null) row.tcp.upNs = queue.nowNs
  queue.at(queue.nowNs + world.network.delayNs(OUTSIDE, pod.place), AT_SERVER, row.index)
}

function shapeOf(world: World, source: SourceState): number {
  const drawn = source.requests.draw()
  const known = source.shapes[drawn]
  if (known !== undefined) return known
  const request = source.requests.request(drawn)
  const { authority, scheme } = request
  const host = splitUrl(authority).authority.replace(/:\d+$/, '')
  const tls = scheme === 'https' ? { sni: host } : undefined
  const shape = world.shapes.intern(request, { host, port: source.port, tls })
  source.shapes[drawn] = shape
  return shape
}

/** Pause of a user who does not think and was refused at once: without it the time would stand still. */
const TURN_AROUND_NS = MILLISECOND

/**
 * A request of a source, born at `startNs`, is answered, refused or given up: its connection is free, and a user thinks
 * again.
 */
export function requestDone(
  world: World,
  source: SourceState,
  user: number,
  startNs: number,
  connection: number,
  broken: boolean,
): void {
  const { queue } = world
  source.answered++
  if (source.entry.kind === 'gateway' && connection >= 0) source.entry.connections.giveBack(connection, broken)
  if (user < 0 || source.users === null) return
  const thinkNs = source.users.thinkNs(user - source.firstUser)
  const isInstant = thinkNs === 0 && queue.nowNs === startNs
  const atNs = queue.nowNs + (isInstant ? TURN_AROUND_NS : thinkNs)
  if (atNs < world.durationNs) queue.at(atNs, THINK, user)
}
