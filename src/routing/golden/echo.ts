import type { Request } from '../../dataplane/request.ts'
import type { RetryPolicy } from '../../dataplane/route.ts'
import { MILLISECOND } from '../../kernel/time.ts'
import { compileRetryPolicy, retriesOnReset, retriesOnResponse } from '../../proxy/retry/policy.ts'

/** How an exchange with the recordings' echo server ends, retries included. */
export interface EchoResult {
  readonly status: number
  readonly flags: readonly string[]
  readonly details: string
  /** The proxy made the reply itself. */
  readonly isLocal: boolean
  readonly attempts: number
}

/** One try, before anybody thinks of retrying. */
interface Try {
  readonly result: Omit<EchoResult, 'attempts'>
  readonly durationNs: number
  readonly isFinal: boolean
  readonly retries: boolean
}

/**
 * The echo server obeys request headers (status, for how many tries, delay, close without answer); timeouts and retries
 * are the route's. Back-off takes no time: the recordings have no case in which it matters.
 */
export function echo(request: Request, timeoutNs: number, retry: RetryPolicy | undefined): EchoResult {
  const allowed = retry?.attempts ?? 0
  let elapsedNs = 0
  for (let attempt = 1; ; attempt++) {
    const outcome = tryOnce(request, attempt, timeoutNs === 0 ? Infinity : timeoutNs - elapsedNs, retry)
    elapsedNs += outcome.durationNs
    const { result } = outcome
    if (outcome.isFinal || !outcome.retries) return { ...result, attempts: attempt }
    if (attempt > allowed)
      return { ...result, flags: allowed > 0 ? ['URX', ...result.flags] : result.flags, attempts: attempt }
  }
}

function tryOnce(request: Request, attempt: number, leftNs: number, retry: RetryPolicy | undefined): Try {
  const policy = retry && compileRetryPolicy(retry)
  const delayNs = Number(request.headers.get('x-echo-delay-ms')?.[0] ?? 0) * MILLISECOND
  const perTryNs = policy && policy.perTryTimeoutNs > 0 ? policy.perTryTimeoutNs : Infinity
  if (delayNs >= Math.min(leftNs, perTryNs)) {
    const isGlobal = leftNs <= perTryNs
    return {
      result: timedOut(isGlobal ? 'response_timeout' : 'upstream_per_try_timeout'),
      durationNs: Math.min(leftNs, perTryNs),
      isFinal: isGlobal,
      retries: policy !== undefined && retriesOnReset(policy, 'local-reset'),
    }
  }
  if (request.headers.get('x-echo-reset')?.[0] === '1') {
    const retries = policy !== undefined && retriesOnReset(policy, 'connection-termination')
    return { result: CLOSED, durationNs: delayNs, isFinal: false, retries }
  }
  const status = statusOf(request, attempt)
  const retries = policy !== undefined && retriesOnResponse(policy, status)
  return {
    result: { status, flags: [], details: 'via_upstream', isLocal: false },
    durationNs: delayNs,
    isFinal: false,
    retries,
  }
}

const CLOSED: Try['result'] = {
  status: 503,
  flags: ['UC'],
  details: 'upstream_reset_before_response_started{connection_termination}',
  isLocal: true,
}

function timedOut(details: string): Try['result'] {
  return { status: 504, flags: ['UT'], details, isLocal: true }
}

function statusOf(request: Request, attempt: number): number {
  const wanted = request.headers.get('x-echo-status')?.[0]
  const times = request.headers.get('x-echo-status-times')?.[0]
  return wanted !== undefined && (times === undefined || attempt <= Number(times)) ? Number(wanted) : 200
}
