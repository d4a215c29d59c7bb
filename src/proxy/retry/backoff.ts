import type { RateLimitedBackOff } from '../../dataplane/route.ts'
import type { Rng } from '../../kernel/rng.ts'
import { MILLISECOND, SECOND } from '../../kernel/time.ts'
import type { CompiledRetryPolicy } from './policy.ts'

/**
 * Wait before retry `k` (from 1): random % interval in whole milliseconds, may be 0 (Envoy
 * JitteredExponentialBackOffStrategy). The interval is the base and doubles up to the maximum; Envoy's documentation
 * gives another formula, its code this one.
 * Known differences from Envoy: the time that a Unix timestamp in a reset header is compared with is that of the
 * simulation, which begins at 0.
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

/** Envoy's default for the longest reset that a rate-limit header may ask for. */
export const DEFAULT_MAX_RATE_LIMITED_NS = 300_000 * MILLISECOND

/** Wait asked for by a rate-limit reset header of `resetMs`, with up to half of it on top; undefined = not usable. */
export function rateLimitedBackOffNs(
  resetMs: number,
  rng: Pick<Rng, 'uint32'>,
  maxNs = DEFAULT_MAX_RATE_LIMITED_NS,
): number | undefined {
  if (resetMs <= 1 || resetMs * MILLISECOND > maxNs) return undefined
  return (resetMs + (rng.uint32() % Math.floor(resetMs / 2))) * MILLISECOND
}

/**
 * What the response's reset headers ask for, in ms; undefined when none says anything (Envoy
 * RetryStateImpl::parseResetInterval: the first header that does). Whole seconds, also of the clock that a timestamp is
 * compared with (source/common/router/reset_header_parser.cc). 0 ends the search, too, and is then too short to be used.
 */
export function resetIntervalMs(
  { resetHeaders, maxNs }: RateLimitedBackOff,
  headers: ReadonlyMap<string, string>,
  nowNs: number,
): number | undefined {
  for (const { name, format } of resetHeaders) {
    const value = headers.get(name)
    if (value === undefined || !/^\d+$/.test(value)) continue
    const seconds = Number(value) - (format === 'seconds' ? 0 : Math.floor(nowNs / SECOND))
    if (seconds >= 0 && seconds * SECOND <= maxNs) return seconds * 1000
  }
  return undefined
}
