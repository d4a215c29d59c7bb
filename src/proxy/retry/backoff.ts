import type { Rng } from '../../kernel/rng.ts'
import { MILLISECOND } from '../../kernel/time.ts'
import type { CompiledRetryPolicy } from './policy.ts'

/**
 * Wait before retry `k` (from 1): random % interval in whole milliseconds, may be 0 (Envoy JitteredExponentialBackOffStrategy).
 * The interval is the base and doubles up to the maximum; Envoy's documentation gives another formula, its code this one.
 */
export function backOffNs(policy: CompiledRetryPolicy, k: number, rng: Pick<Rng, 'uint32'>): number {
  return (rng.uint32() % backOffIntervalMs(policy, k)) * MILLISECOND
}

export function backOffIntervalMs({ backOffBaseMs, backOffMaxMs }: CompiledRetryPolicy, k: number): number {
  let interval = backOffBaseMs
  for (let i = 1; i < k; i++) {
    if (interval >= Math.floor(backOffMaxMs / 2)) return backOffMaxMs
    interval *= 2
  }
  return interval
}

/** The longest reset that a rate-limit header may ask for. */
const MAX_RATE_LIMITED_MS = 300_000

/** Wait asked for by a rate-limit reset header of `resetMs`, with up to half of it on top; undefined = not usable. */
export function rateLimitedBackOffNs(resetMs: number, rng: Pick<Rng, 'uint32'>): number | undefined {
  if (resetMs <= 1 || resetMs > MAX_RATE_LIMITED_MS) return undefined
  return (resetMs + (rng.uint32() % Math.floor(resetMs / 2))) * MILLISECOND
}
