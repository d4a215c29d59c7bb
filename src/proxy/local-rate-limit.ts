import type { LocalRateLimitPolicy } from '../dataplane/listener.ts'
import type { Rng } from '../kernel/rng.ts'
import { SECOND } from '../kernel/time.ts'

/**
 * Local rate limit of one proxy, shared by its worker threads (Envoy's local_ratelimit filter over
 * source/common/common/token_bucket_impl.h): a bucket that fills continuously and starts full; a request takes one
 * token or is refused (429 RL).
 * Known differences from Envoy: no descriptors, no bucket per downstream connection.
 */
export class LocalRateLimit {
  readonly policy: LocalRateLimitPolicy
  /** http_local_rate_limit.enabled, enforced, ok, rate_limited. */
  enabled = 0
  enforced = 0
  ok = 0
  rateLimited = 0
  /** Tokens in the bucket at this instant are those of the time since then, in s, at the fill rate. */
  #emptySinceS = Number.NEGATIVE_INFINITY

  constructor(policy: LocalRateLimitPolicy) {
    this.policy = policy
  }

  admits(nowNs: number, rng: Pick<Rng, 'uint32'>): boolean {
    const { enabledPercent, enforcedPercent } = this.policy
    if (!happens(enabledPercent, rng)) return true
    this.enabled++
    if (this.#take(nowNs)) {
      this.ok++
      return true
    }
    this.rateLimited++
    if (!happens(enforcedPercent, rng)) return true
    this.enforced++
    return false
  }

  #take(nowNs: number): boolean {
    const { maxTokens, tokensPerFill, fillIntervalNs } = this.policy
    const perSecond = tokensPerFill / (fillIntervalNs / SECOND)
    const nowS = nowNs / SECOND
    const tokens = Math.min(maxTokens, (nowS - this.#emptySinceS) * perSecond)
    if (tokens < 1) return false
    this.#emptySinceS = nowS - (tokens - 1) / perSecond
    return true
  }
}

function happens(percent: number, rng: Pick<Rng, 'uint32'>): boolean {
  return percent >= 100 || rng.uint32() % 100 < percent
}
