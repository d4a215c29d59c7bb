import type { Check, Path } from '../check.ts'
import { checkDuration } from '../field-check.ts'
import { parseGoDuration } from '../go-duration.ts'
import { isRecord, isSet, numberOf, recordOf, textOf } from '../value.ts'

const MILLISECOND_NS = 1e6

/** `connectionPool` (validateConnectionPool): something must be set, and no limit is negative. Most durations are the table's. */
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
  const tcp = recordOf(pool.tcp)
  checkNotNegative(tcp.maxConnections, [...path, 'tcp', 'maxConnections'], check)
  if (isSet(tcp.idleTimeout)) checkTcpIdleTimeout(textOf(tcp.idleTimeout), [...path, 'tcp', 'idleTimeout'], check)
  if (http.h2UpgradePolicy === 'UPGRADE' && http.useClientProtocol === true) {
    const message = "useClientProtocol and h2UpgradePolicy: UPGRADE can't be set together"
    check.errorAtKey('MS2213', [...path, 'http', 'useClientProtocol'], message)
  }
}

function checkNotNegative(value: unknown, path: Path, check: Check): void {
  const number = numberOf(value) ?? 0
  if (number < 0) check.error('MS2213', path, `${String(path[path.length - 1])} must not be negative`)
}

/** Unlike all other durations it may be 0s, which turns it off; anything within a millisecond of that counts as 0s. */
function checkTcpIdleTimeout(written: string, path: Path, check: Check): void {
  const idleNs = parseGoDuration(written)
  if (idleNs === undefined || Math.abs(idleNs) >= MILLISECOND_NS) checkDuration(written, path, check)
}
