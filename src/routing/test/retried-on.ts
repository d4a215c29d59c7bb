import type { RetryPolicy } from '../../dataplane/route.ts'
import { compileRetryPolicy, retriesOnResponse } from '../../proxy/retry/policy.ts'

/** Whether a route retries on a condition of Envoy's, by name, or on a status, by number. */
export function isRetriedOn(retry: RetryPolicy | undefined, condition: string): boolean {
  if (!retry) return false
  if (/^\d{3}$/.test(condition)) return retriesOnResponse(compileRetryPolicy(retry), Number(condition))
  return retry.on.split(',').includes(condition)
}
