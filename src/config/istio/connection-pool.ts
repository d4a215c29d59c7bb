import type { Check, Path } from '../check.ts'
import { isRecord, isSet, numberOf, recordOf } from '../value.ts'

/** `connectionPool` (validateConnectionPool): something must be set, and no limit is negative. Durations are the table's. */
export function checkConnectionPool(pool: unknown, path: Path, check: Check): void {
  if (!isRecord(pool)) return
  if (!isSet(pool.http) && !isSet(pool.tcp)) {
    check.error('MS2213', path, 'a connection pool needs http or tcp settings')
    return
  }
  const http = recordOf(pool.http)
  const limits = [
    'http1MaxPendingRequests',
    'http2MaxRequests',
    'maxRequestsPerConnection',
    'maxRetries',
    'maxConcurrentStreams',
  ]
  for (const field of limits) checkNotNegative(http[field], [...path, 'http', field], check)
  checkNotNegative(recordOf(pool.tcp).maxConnections, [...path, 'tcp', 'maxConnections'], check)
  if (http.h2UpgradePolicy === 'UPGRADE' && http.useClientProtocol === true) {
    const message = "useClientProtocol and h2UpgradePolicy: UPGRADE can't be set together"
    check.errorAtKey('MS2213', [...path, 'http', 'useClientProtocol'], message)
  }
}

function checkNotNegative(value: unknown, path: Path, check: Check): void {
  const number = numberOf(value) ?? 0
  if (number < 0) check.error('MS2213', path, `${String(path[path.length - 1])} must not be negative`)
}
