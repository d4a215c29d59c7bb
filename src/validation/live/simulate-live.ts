import type { Scenario } from '../../config/scenario/scenario.ts'
import type { Request } from '../../dataplane/request.ts'
import { startingWith } from '../../engine/bed/bed.ts'
import { clusterStatistics } from '../../engine/cluster-statistics.ts'
import { flagsText } from '../../engine/flags.ts'
import type { ProxyState } from '../../engine/proxy-state.ts'
import { BY_SOURCE, NONE } from '../../engine/row.ts'
import { type Prepared, prepare, startRun } from '../../engine/run.ts'
import { VIA_UPSTREAM } from '../../proxy/response-details.ts'
import { flagsInOrder, type Observation, type SeenEjection, type SeenRequest } from './observation.ts'

export interface LiveChoices {
  readonly seed: number
  /** First draw of the caller's balancer: where round robin starts. Absent = by chance. */
  readonly start?: number
  /**
   * Every pod that calls is a client of the real proxy, by an address of its own; else only what the first one sends is told.
   */
  readonly byAddress?: boolean
  /** Outlier sweeps happen then and whole intervals before and after; absent = by chance. */
  readonly sweepsAtNs?: number
}

/** A request as the simulated client sent it, for a real one to send again. */
export interface SentRequest {
  readonly request: Request
  readonly target: { readonly host: string; readonly port: number }
  readonly startNs: number
  readonly latencyNs: number
  /** User of a closed loop, -1 in an open one. */
  readonly user: number
  /** A TCP connection, which its client closes after this time. */
  readonly connectionNs?: number
  /** Address that the client calls from; absent = any. */
  readonly from?: string
}

export interface SimulatedRun {
  readonly observation: Observation
  readonly sent: readonly SentRequest[]
}

/**
 * Simulates a scenario with one source whose caller has a proxy, and tells what a real run of it would show. Of several pods that
 * call, the first is the one with a real proxy: the others only are there, unless they are its clients, too.
 */
export function simulateLive(
  scenario: Scenario,
  { seed, start, sweepsAtNs, byAddress = false }: LiveChoices,
): SimulatedRun {
  const { durationNs } = scenario
  /** By number; null = of another pod. */
  const seen: (SeenRequest | null | undefined)[] = []
  const sent: SentRequest[] = []
  const visits: { readonly pod: string; readonly number: number }[] = []
  const ejections: SeenEjection[] = []
  const prepared = prepare({ ...scenario, seed })
  const run = startRun(byAddress ? withLoopbackCallers(prepared) : prepared, {
    recorder: { boundariesNs: [0, durationNs], warmupNs: 0, durationNs, bucketNs: scenario.bucketNs },
    hops: {
      ended: (row, status, nowNs) => {
        if (row.caller !== BY_SOURCE) return
        if (row.proxy !== null && !isTold(row.proxy)) {
          seen[row.requestNumber] = null
          return
        }
        const { request, target } = run.world.shapes.of(row.shape)
        const latencyNs = nowNs - row.startNs
        const { tcp, startNs, user } = row
        const connection = tcp?.isHeld ? { connectionNs: tcp.durationNs } : {}
        const address = byAddress && row.proxy !== null ? { from: row.proxy.pod.pod.ip } : {}
        sent[row.requestNumber] = { request, target, startNs, latencyNs, user, ...connection, ...address }
        seen[row.requestNumber] = {
          status,
          ...(row.grpcStatus !== NONE && { grpcStatus: row.grpcStatus }),
          flags: flagsInOrder(flagsText(row.flags)),
          attempts: row.attempt,
          pod: row.ending === VIA_UPSTREAM ? (row.target?.pod.name ?? '') : '',
          latencyNs,
          user,
        }
      },
    },
    visits: {
      arrived: ({ pod }, row) => visits.push({ pod: pod.name, number: run.world.rows.all[row].requestNumber }),
      began: () => undefined,
      answered: () => undefined,
    },
    outliers: (upstream, event) => {
      if (event.action === 'detected_not_enforced') return
      const pod = upstream.hosts[event.slot].pod.pod.name
      ejections.push({ action: event.action, pod, ejections: event.ejections, atNs: event.atNs })
    },
  })
  const isTold = ({ pod }: ProxyState) => byAddress || pod === run.world.sources[0].entry.pods()[0]
  for (const proxy of run.world.proxies) {
    if (start !== undefined) proxy.balanceRng = startingWith([start], seed)
    if (sweepsAtNs !== undefined) proxy.sweepsAtNs = sweepsAtNs
  }
  run.advance(durationNs)
  run.finish()
  const counters = new Map<string, number>()
  for (const upstream of run.world.upstreams.filter(({ proxy }) => isTold(proxy))) {
    for (const [statistic, count] of clusterStatistics(upstream)) {
      const name = `${upstream.ref.name} ${statistic}`
      counters.set(name, (counters.get(name) ?? 0) + count)
    }
  }
  const told = leading(seen)
  const hasAnswer = (number: number) => Boolean(told[number])
  const requests = told.filter(each => each !== null)
  const arrivals = new Map<string, number>()
  for (const { pod, number } of visits) if (hasAnswer(number)) arrivals.set(pod, (arrivals.get(pod) ?? 0) + 1)
  const resent = sent.filter((_, number) => hasAnswer(number))
  const firstNs = resent[0]?.startNs ?? 0
  return {
    observation: {
      requests,
      arrivals,
      ejections: ejections.map(each => ({ ...each, atNs: each.atNs - firstNs })),
      counters,
    },
    sent: resent,
  }
}

/** Pods with proxies get addresses that a client on this machine can call from. */
function withLoopbackCallers(prepared: Prepared): Prepared {
  const { setting } = prepared
  const pods = setting.pods.map((pod, index) => (pod.sidecar ? { ...pod, ip: `127.1.0.${index + 1}` } : pod))
  return { ...prepared, setting: { ...setting, pods } }
}

/** Up to the first that has no answer: whoever still waits at the end has nothing to compare. */
function leading<T>(list: readonly (T | undefined)[]): readonly T[] {
  const whole: T[] = []
  for (const each of list) {
    if (each === undefined) break
    whole.push(each)
  }
  return whole
}
