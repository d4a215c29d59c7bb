import type { Outcome } from '../../src/dataplane/outcome.ts'
import { MILLISECOND, SECOND } from '../../src/kernel/time.ts'
import { Recorder, type RecorderOptions } from '../../src/measure/recorder.ts'
import type { HopLabels } from '../../src/measure/result.ts'
import { windowsOf } from '../../src/measure/windows.ts'

export const GATEWAY = 'istio-system/istio-ingressgateway'

export const MARKS = [
  { name: 'canary', atNs: 20 * SECOND },
  { name: 'loss', atNs: 40 * SECOND },
]

/** 60 s with 10 s of warm-up, marks at 20 s and 40 s, and a window that overlaps both. */
export const WINDOWS = windowsOf(MARKS, 60 * SECOND, 10 * SECOND, [
  { text: 'canary..+30s', from: 'canary', to: { kind: 'after', ns: 30 * SECOND } },
])

export function newRecorder(options: Partial<RecorderOptions> = {}): Recorder {
  const { boundariesNs } = WINDOWS
  return new Recorder({ boundariesNs, warmupNs: 10 * SECOND, durationNs: 60 * SECOND, bucketNs: SECOND, ...options })
}

export function windowNamed(name: string) {
  const window = WINDOWS.windows.find(known => known.name === name)
  if (window === undefined) throw new Error(`no window ${name}`)
  return window
}

const NOBODY = { workload: '', version: '', zone: '', pod: '' }

export const clientHop: HopLabels = {
  source: 'shoppers',
  at: 'client',
  atGateway: false,
  to: 'shop.example',
  workload: GATEWAY,
  version: '',
  zone: 'eu/eu-1a',
  pod: 'istio-ingressgateway-0',
}

export const gatewayHop: HopLabels = {
  source: 'shoppers',
  at: GATEWAY,
  atGateway: true,
  to: 'default/productpage',
  workload: 'default/productpage-v1',
  version: 'v1',
  zone: 'eu/eu-1a',
  pod: 'productpage-v1-0',
}

/** productpage -> reviews, answered by pod `n` of a version; without one by the caller's own proxy. */
export function reviewsHop(version?: 'v1' | 'v2', n = 0): HopLabels {
  const call = { source: 'shoppers', at: 'default/productpage-v1', atGateway: false, to: 'default/reviews' }
  if (version === undefined) return { ...call, ...NOBODY }
  const pod = `reviews-${version}-${n}`
  return { ...call, workload: `default/reviews-${version}`, version, zone: ['eu/eu-1a', 'eu/eu-1b'][n], pod }
}

export type End = readonly [status: number, flags: string, outcome: Outcome]

/** One hop that started at `startS` seconds and took `ms`. */
export function hop(
  recorder: Recorder,
  labels: HopLabels,
  startS: number,
  ms: number,
  end: End = OK,
  attempts = 1,
): void {
  const startNs = Math.round(startS * SECOND)
  const latencyNs = Math.round(ms * MILLISECOND)
  recorder.record(recorder.cell(labels), recorder.code(...end), startNs, startNs + latencyNs, latencyNs, attempts)
}

export const OK = [200, '', 'ok'] as const
export const OVERFLOW = [503, 'UO', 'rejected'] as const
export const TIMEOUT = [504, 'UT', 'timeout'] as const
