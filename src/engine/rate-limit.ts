import { LocalRateLimit } from '../proxy/local-rate-limit.ts'
import type { Decision } from './decision.ts'
import type { ProxyState } from './proxy-state.ts'
import type { World } from './world.ts'

/** Whether the proxy's local rate limit lets the request pass. */
export function isAdmitted(world: World, proxy: ProxyState, { rateLimit }: Decision): boolean {
  if (rateLimit === null) return true
  if (proxy.rateLimit?.policy !== rateLimit) proxy.rateLimit = new LocalRateLimit(rateLimit)
  return proxy.rateLimit.admits(world.queue.nowNs, proxy.routeRng)
}
