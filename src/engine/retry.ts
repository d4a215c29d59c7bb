import { backOffNs, rateLimitedBackOffNs, resetIntervalMs } from '../proxy/retry/backoff.ts'
import { type CompiledRetryPolicy, retriesOnReset, retriesOnResponse } from '../proxy/retry/policy.ts'
import { noteRetry } from './causes/retries.ts'
import { UO, URX } from './flags.ts'
import { isConnectFailure, lossOf, NO_RESET, TIMED_OUT } from './reset.ts'
import { NONE, type Row } from './row.ts'
import { releaseRetrySlot } from './settle.ts'
import type { UpstreamState } from './upstream-state.ts'
import type { World } from './world.ts'

/** Back-off before the next attempt in ns, or -1 when there is none (Envoy RetryStateImpl::shouldRetry, in its order). */
export function retryDelayNs(world: World, row: Row, upstream: UpstreamState, status: number, reset: number): number {
  const policy = row.decision?.retry ?? null
  if (policy === null) return -1
  const wasRetry = row.retrying
  releaseRetrySlot(row)
  if (!wouldRetry(row, policy, status, reset)) {
    if (wasRetry) upstream.stats.retrySuccesses++
    return -1
  }
  if (!takeRetry(row, upstream, policy)) return -1
  noteRetry(world, row, upstream, status, reset, grpcStatusOf(row))
  if (!isConnectFailure(reset)) row.sentBefore = true
  return rateLimitedNs(world, row, upstream, policy) ?? backOffNs(policy, row.attempt, upstream.proxy.backOffRng)
}

/** The same for a try that timed out and goes on: retried whatever the policy's conditions say. */
export function hedgeDelayNs(world: World, row: Row, upstream: UpstreamState, status: number): number {
  const policy = row.decision?.retry ?? null
  if (policy === null) return -1
  releaseRetrySlot(row)
  if (!takeRetry(row, upstream, policy)) return -1
  noteRetry(world, row, upstream, status, TIMED_OUT)
  return backOffNs(policy, row.attempt, upstream.proxy.backOffRng)
}

/** Whether the policy asks for a retry, granted or not. */
export function wouldRetry(row: Row, policy: CompiledRetryPolicy | null, status: number, reset: number): boolean {
  if (policy === null) return false
  if (reset !== NO_RESET) {
    return retriesOnReset(policy, lossOf(reset).reason, row.sentBefore || !isConnectFailure(reset))
  }
  const reply = row.script?.reply ?? null
  // What nearly every answer is.
  if (reply === null && status < 400 && row.grpcStatus === NONE && policy.retriableStatusCodes.length === 0)
    return false
  return retriesOnResponse(policy, status, grpcStatusOf(row), reply?.headers)
}

/** grpc-status in the headers of the answer: an error without a body comes in headers alone. */
export function grpcStatusOf(row: Row): number | undefined {
  if (row.grpcStatus !== NONE) return row.grpcStatus
  const value = row.script?.reply?.headers.get('grpc-status')
  return value === undefined ? undefined : Number(value)
}

function takeRetry(row: Row, upstream: UpstreamState, policy: CompiledRetryPolicy): boolean {
  if (row.attempt > policy.attempts) {
    row.flags |= URX
    upstream.stats.retryLimitExceeded++
    return false
  }
  if (!upstream.balancer.limits.takeRetry()) {
    row.flags |= UO
    return false
  }
  row.retrying = true
  const tried = row.tried ?? []
  tried.push(row.slot)
  row.tried = tried
  return true
}

/** What the server's reset headers ask for; undefined = nothing usable. */
function rateLimitedNs(
  world: World,
  row: Row,
  upstream: UpstreamState,
  { rateLimitedBackOff }: CompiledRetryPolicy,
): number | undefined {
  const headers = row.script?.reply?.headers
  if (rateLimitedBackOff === undefined || headers === undefined) return undefined
  const ms = resetIntervalMs(rateLimitedBackOff, headers, world.queue.nowNs)
  return ms === undefined ? undefined : rateLimitedBackOffNs(ms, upstream.proxy.backOffRng, rateLimitedBackOff.maxNs)
}
