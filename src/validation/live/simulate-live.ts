import type { Scenario } from '../../config/scenario/scenario.ts'
import type { Request } from '../../dataplane/request.ts'
import { startingWith } from '../../engine/bed/bed.ts'
import { clusterStatistics } from '../../engine/cluster-statistics.ts'
import { flagsText } from '../../engine/flags.ts'
import { BY_SOURCE } from '../../engine/row.ts'
import { prepare, startRun } from '../../engine/run.ts'
import { VIA_UPSTREAM } from '../../proxy/response-details.ts'
import { flagsInOrder, type Observation, type SeenEjection, type SeenRequest } from './observation.ts'

export interface LiveChoices {
  readonly seed: number
  /** First draw of the caller's balancer: where round robin starts. Absent = by chance. */
  readonly start?: number
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
}

export interface SimulatedRun {
  readonly observation: Observation
  readonly sent: readonly SentRequest[]
}

/**
 * Simulates a scenario with one source whose caller has a proxy, and tells what a real run of it would show. Of several pods that
 * call, the first is the one with a real proxy: the others only are there.
 */
export function simulateLive(scenario: Scenario, { seed, start, sweepsAtNs }: LiveChoices): SimulatedRun {
  const { durationNs } = scenario
  /** By number; null = of another pod. */
  const seen: (SeenRequest | null | undefined)[] = []
  const sent: SentRequest[] = []
  const visits: { readonly pod: string; readonly number: number }[] = []
  const ejections: SeenEjection[] = []
  const run = startRun(prepare({ ...scenario, seed }), {
    recorder: { boundariesNs: [0, durationNs], warmupNs: 0, durationNs, bucketNs: scenario.bucketNs },
    hops: {
      ended: (row, status, nowNs) => {
        if (row.caller !== BY_SOURCE) return
        if (row.proxy !== null && row.proxy.pod !== firstCaller()) {
          seen[row.requestNumber] = null
          return
        }
        const { request, target } = run.world.shapes.of(row.shape)
        const latencyNs = nowNs - row.startNs
        const { tcp, startNs, user } = row
        const connection = tcp?.isHeld ? { connectionNs: tcp.durationNs } : {}
        sent[row.requestNumber] = { request, target, startNs, latencyNs, user, ...connection }
        seen[row.requestNumber] = {
          status,
          flags: flagsInOrder(flagsText(row.flags)),
          attempts: row.attempt,
          pod: row.ending === VIA_UPSTREAM ? (row.target?.pod.name ?? '') : '',
          latencyNs,
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
      const pod = upstream.podOf[event.slot].pod.name
      ejections.push({ action: event.action, pod, ejections: event.ejections, atNs: event.atNs })
    },
  })
  const firstCaller = () => run.world.sources[0].entry.pods()[0]
  for (const proxy of run.world.proxies) {
    if (start !== undefined) proxy.balanceRng = startingWith([start], seed)
    if (sweepsAtNs !== undefined) proxy.sweepsAtNs = sweepsAtNs
  }
  run.advance(durationNs)
  run.finish()
  const counters = new Map<string, number>()
  for (const upstream of run.world.upstreams)
    for (const [name, count] of clusterStatistics(upstream)) counters.set(`${upstream.ref.name} ${name}`, count)
  const told = leading(seen)
  const isTold = (_: unknown, number: number) => Boolean(told[number])
  const requests = told.filter(each => each !== null)
  const arrivals = new Map<string, number>()
  for (const { pod, number } of visits) if (isTold(pod, number)) arrivals.set(pod, (arrivals.get(pod) ?? 0) + 1)
  const resent = sent.filter(isTold)
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

/** Up to the first that has no answer: whoever still waits at the end has nothing to compare. */
function leading<T>(list: readonly (T | undefined)[]): readonly T[] {
  const whole: T[] = []
  for (const each of list) {
    if (each === undefined) break
    whole.push(each)
  }
  return whole
}
