import { onResponse, onRouteTimeout, onTryTimeout } from './attempt-end.ts'
import { endBucket } from './bucket-end.ts'
import { onCallTimeout } from './calls.ts'
import { onWake } from './client.ts'
import { onConnected } from './connect.ts'
import {
  ARRIVAL,
  AT_SERVER,
  BUCKET_END,
  CALL_TIMEOUT,
  CONNECTED,
  HEALTH_UPDATE,
  POOL_READY,
  PUSH,
  REQUEST_END,
  RESPONSE,
  ROUTE_TIMEOUT,
  SERVED,
  SERVER_PART,
  SHARED_DONE,
  STREAM_TIMER,
  SWEEP,
  TCP_TIMER,
  THINK,
  TRY_TIMEOUT,
  WAKE,
  WORLD,
} from './event-kinds.ts'
import { onHealthUpdate, onSweep } from './health.ts'
import { onPush } from './push.ts'
import { onAtServer, onServed } from './server.ts'
import { onServerPart } from './server-part.ts'
import { onPoolReady } from './settle.ts'
import { onSharedDone } from './shared-service.ts'
import { onArrival, onThought } from './sources.ts'
import { onRequestEnd, onStreamTimer } from './stream-timers.ts'
import { onTcpTimer } from './tcp-proxy.ts'
import { onWorldChange } from './timeline.ts'
import type { World } from './world.ts'

/**
 * The corridor: takes one event after the other and enters the room it is for.
 *
 * ```
 *  traffic ──► proxy: fault, route ──► balance ──► limits ──► network ──► station ──► calls
 *  (sources)      (client)              (client: startAttempt, send)      (server)   (calls)
 *                     ▲                      ▲                                │          │
 *                     │                      └──── retry ◄── attempt-end ◄────┘          │
 *                     └───────────────────────── a call is a new hop ◄───────────────────┘
 * ```
 *
 * Two loops only: a retry asks the balancer again, a call starts at the caller's proxy. Each hop ends in `settle`.
 */
export function runUntil(world: World, untilNs: number): void {
  const { queue, rows } = world
  while (queue.next(untilNs)) {
    const { row } = queue
    switch (queue.kind) {
      case RESPONSE:
        onResponse(world, rows.all[row])
        break
      case SERVED:
        onServed(world, rows.all[row])
        break
      case SHARED_DONE:
        onSharedDone(world, row)
        break
      case AT_SERVER:
        onAtServer(world, rows.all[row])
        break
      case ARRIVAL:
        onArrival(world, row)
        break
      case WAKE:
        onWake(world, rows.all[row])
        break
      case TRY_TIMEOUT:
        onTryTimeout(world, rows.all[row])
        break
      case ROUTE_TIMEOUT:
        onRouteTimeout(world, rows.all[row])
        break
      case CALL_TIMEOUT:
        onCallTimeout(world, rows.all[row])
        break
      case CONNECTED:
        onConnected(world, row)
        break
      case POOL_READY:
        onPoolReady(world, row)
        break
      case SERVER_PART:
        onServerPart(world, rows.all[row])
        break
      case REQUEST_END:
        onRequestEnd(world, rows.all[row])
        break
      case STREAM_TIMER:
        onStreamTimer(world, rows.all[row])
        break
      case TCP_TIMER:
        onTcpTimer(world, rows.all[row])
        break
      case THINK:
        onThought(world, row)
        break
      case SWEEP:
        onSweep(world, row)
        break
      case HEALTH_UPDATE:
        onHealthUpdate(world, row)
        break
      case PUSH:
        onPush(world, row)
        break
      case BUCKET_END:
        endBucket(world)
        break
      case WORLD:
        onWorldChange(world, row)
        break
    }
  }
}
