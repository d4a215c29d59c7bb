import type { OutlierPolicy } from '../../../dataplane/cluster.ts'
import { type Fields, numberOr, optionalDurationNs, optionalNumber } from '../field.ts'

const MS = 1_000_000
const INTERVAL_NS = 10_000 * MS
const BASE_EJECTION_TIME_NS = 30_000 * MS
const MAX_EJECTION_TIME_NS = 300_000 * MS
const MAX_EJECTION_PERCENT = 10
const CONSECUTIVE = 5

type Configured = Record<string, number | boolean>

/**
 * outlierDetection as istiod writes it (core/cluster_traffic_policy.go:applyOutlierDetection), Envoy's defaults filled
 * in. Ejection by success rate is always off.
 */
export function outlierPolicy(outlierDetection: Fields): OutlierPolicy {
  const configured = configuredFields(outlierDetection)
  const figure = (name: string, fallback: number) => Number(configured[name] ?? fallback)
  const durationNs = (name: string, fallback: number) =>
    configured[name] === undefined ? fallback : Math.round(Number(configured[name]) * MS)
  const baseEjectionTimeNs = durationNs('baseEjectionTime', BASE_EJECTION_TIME_NS)
  return {
    consecutive5xx: figure('consecutive5xx', CONSECUTIVE),
    enforcingConsecutive5xx: figure('enforcingConsecutive5xx', 100),
    consecutiveGatewayFailure: figure('consecutiveGatewayFailure', CONSECUTIVE),
    enforcingConsecutiveGatewayFailure: figure('enforcingConsecutiveGatewayFailure', 0),
    consecutiveLocalOriginFailure: figure('consecutiveLocalOriginFailure', CONSECUTIVE),
    enforcingConsecutiveLocalOriginFailure: figure('enforcingConsecutiveLocalOriginFailure', 100),
    splitExternalLocalOriginErrors: configured.splitExternalLocalOriginErrors === true,
    intervalNs: durationNs('interval', INTERVAL_NS),
    baseEjectionTimeNs,
    maxEjectionTimeNs: Math.max(MAX_EJECTION_TIME_NS, baseEjectionTimeNs),
    maxEjectionPercent: figure('maxEjectionPercent', MAX_EJECTION_PERCENT),
    configured,
  }
}

function configuredFields(outlier: Fields): Configured {
  const configured: Configured = {}
  const counted = (name: string, enforcing: string, value: unknown) => {
    const count = optionalNumber(value)
    if (count === undefined) return
    configured[name] = count
    configured[enforcing] = count > 0 ? 100 : 0
  }
  counted('consecutive5xx', 'enforcingConsecutive5xx', outlier.consecutive5xxErrors)
  counted('consecutiveGatewayFailure', 'enforcingConsecutiveGatewayFailure', outlier.consecutiveGatewayErrors)
  const intervalNs = optionalDurationNs(outlier.interval)
  const baseNs = optionalDurationNs(outlier.baseEjectionTime)
  const percent = numberOr(outlier.maxEjectionPercent, 0)
  if (intervalNs !== undefined) configured.interval = intervalNs / MS
  if (baseNs !== undefined) configured.baseEjectionTime = baseNs / MS
  if (percent > 0) configured.maxEjectionPercent = percent
  configured.enforcingSuccessRate = 0
  if (outlier.splitExternalLocalOriginErrors === true) {
    configured.splitExternalLocalOriginErrors = true
    const failures = optionalNumber(outlier.consecutiveLocalOriginFailures) ?? 0
    if (failures > 0) {
      configured.consecutiveLocalOriginFailure = failures
      configured.enforcingConsecutiveLocalOriginFailure = 100
    }
    configured.enforcingLocalOriginSuccessRate = 0
  }
  return configured
}
