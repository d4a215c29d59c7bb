import type { PodLabels } from './stations.ts'

interface EjectionCount {
  readonly labels: PodLabels
  readonly perSegment: Float64Array
}

/** How often each pod was ejected, over all proxies, by segment. */
export class EjectionCounts {
  readonly #segments: number
  readonly #byPod = new Map<string, EjectionCount>()

  constructor(segments: number) {
    this.#segments = segments
  }

  count(labels: PodLabels, segment: number): void {
    const key = podKey(labels)
    let count = this.#byPod.get(key)
    if (count === undefined) {
      count = { labels, perSegment: new Float64Array(this.#segments) }
      this.#byPod.set(key, count)
    }
    count.perSegment[segment]++
  }

  of(labels: PodLabels): EjectionCount | undefined {
    return this.#byPod.get(podKey(labels))
  }

  all(): readonly EjectionCount[] {
    return [...this.#byPod.values()]
  }
}

/** Pod names are unique only within a namespace; their workloads carry it. */
function podKey({ workload, pod }: PodLabels): string {
  return `${workload}\n${pod}`
}
