import { SECOND } from '../../../src/kernel/time.ts'
import { FAILED_OUTLIER_CHECK } from '../../../src/proxy/host-table.ts'
import { OutlierDetector } from '../../../src/proxy/outlier/outlier-detector.ts'
import type { OutlierSettings } from '../../../src/proxy/outlier/settings.ts'
import { hostTable, scripted } from '../hosts.ts'

/** Envoy's defaults, but for the cap. */
export const SETTINGS: OutlierSettings = {
  consecutive5xx: 5,
  enforcingConsecutive5xx: 100,
  consecutiveGatewayFailure: 5,
  enforcingConsecutiveGatewayFailure: 0,
  consecutiveLocalOriginFailure: 5,
  enforcingConsecutiveLocalOriginFailure: 100,
  splitExternalLocalOriginErrors: false,
  intervalNs: 10 * SECOND,
  baseEjectionTimeNs: 30 * SECOND,
  maxEjectionTimeNs: 300 * SECOND,
  maxEjectionPercent: 100,
  configured: {},
}

export function setUp(count: number, change: Partial<OutlierSettings> = {}, random = 0) {
  const hosts = hostTable(count)
  const detector = new OutlierDetector({ ...SETTINGS, ...change }, hosts, scripted(random), 0, () => {})
  const ejected = () => hosts.current.filter(slot => (hosts.flags[slot] & FAILED_OUTLIER_CHECK) !== 0)
  /** Responses in order; the numbers (from 1) of those that ejected. */
  const responses = (slot: number, statuses: readonly number[], atS = 0) =>
    statuses.flatMap((status, index) => (detector.onResponse(slot, status, atS * SECOND) ? [index + 1] : []))
  const fail = (slot: number, atS = 0, times = 5) => responses(slot, new Array(times).fill(500), atS)
  return { hosts, detector, ejected, responses, fail }
}
