import { grpcText } from '../../measure/selector.ts'
import type { Observation, SeenRequest } from './observation.ts'

/** What the pods of the scenario are, for quantities that gather them. */
export interface PodFacts {
  readonly workload: string
  readonly zone: string
}
export type Pods = ReadonlyMap<string, PodFacts>

/** Requests by what became of them: each adds one to one key. */
const PER_REQUEST: Readonly<Record<string, (request: SeenRequest, pods: Pods) => string>> = {
  answer: answerText,
  /** For what lasts long enough that a real run's few milliseconds more or less don't show. */
  seconds: ({ latencyNs }) => `${Math.round(latencyNs / 1e9)} s`,
  attempts: ({ attempts }) => `${attempts} attempts`,
  pod: ({ pod }) => pod || 'no pod',
  workload: ({ pod }, pods) => pods.get(pod)?.workload ?? 'no workload',
  zone: ({ pod }, pods) => pods.get(pod)?.zone ?? 'no zone',
}

/** Things that are counted, by name; those per request can be compared as shares. */
export function countsOf(
  quantity: string,
  { requests, arrivals, counters }: Observation,
  pods: Pods,
): ReadonlyMap<string, number> | undefined {
  const counts = new Map<string, number>()
  const add = (key: string, count: number) => counts.set(key, (counts.get(key) ?? 0) + count)
  const keyOf = PER_REQUEST[quantity]
  if (keyOf !== undefined) {
    for (const request of requests) add(keyOf(request, pods), 1)
    return counts
  }
  if (quantity === 'turn') {
    requests.forEach(({ pod }, i) => {
      add(pod === requests[i - 1]?.pod ? 'the same pod again' : 'another pod', 1)
    })
    return counts
  }
  if (quantity === 'pod of user') {
    const last = new Map<number, string>()
    for (const { user, pod } of requests) {
      add(last.has(user) ? `${last.get(user) === pod ? "the user's" : 'another'} pod` : "the user's first pod", 1)
      last.set(user, pod)
    }
    return counts
  }
  if (quantity === 'arrivals') {
    for (const [pod, count] of arrivals) add(pods.get(pod)?.workload ?? pod, count)
    return counts
  }
  const statistic = /^counter (\S+)$/.exec(quantity)?.[1]
  if (statistic === undefined) return undefined
  for (const [name, count] of counters) if (name.endsWith(` ${statistic}`)) add(statistic, count)
  return counts
}

/** Things whose order counts. */
export function sequenceOf(quantity: string, observation: Observation): readonly string[] | undefined {
  const { requests, ejections } = observation
  if (quantity === 'pod by request') return requests.map(({ pod }) => pod || '-')
  if (quantity === 'answer by request') return requests.map(answerText)
  if (quantity === 'ejections') return ejections.map(each => `${each.action} ${each.pod} ${each.ejections}`)
  return undefined
}

/** `503 UO`, of a gRPC error `grpc 14 UO`: as summary.json names answers. */
function answerText({ status, grpcStatus, flags }: SeenRequest): string {
  return `${grpcStatus ? grpcText(grpcStatus) : status} ${flags}`
}
