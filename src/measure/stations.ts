import { assert } from '../kernel/assert.ts'

/** Labels of a pod in results. */
export interface PodLabels {
  readonly workload: string
  readonly version: string
  readonly zone: string
  readonly pod: string
}

export const STATION_FIGURES = ['utilisation', 'queueMean', 'queueMax'] as const
export type StationFigure = (typeof STATION_FIGURES)[number]

/** Workers and queue of one pod by time; a bucket in which the pod did not exist has no sample (NaN). */
export interface Station {
  readonly labels: PodLabels
  readonly workers: number
  value(bucket: number, figure: StationFigure): number
}

/** The gauges of all pods: the engine reads its stations at each bucket's end and hands over what changed. */
export class Stations {
  readonly #bucketNs: number
  readonly #stations: (StationRows | undefined)[] = []

  constructor(bucketNs: number) {
    this.#bucketNs = bucketNs
  }

  /** Names the station with the engine's pod index. */
  add(pod: number, labels: PodLabels, workers: number): void {
    assert(workers > 0, 'a station has workers')
    this.#stations[pod] = new StationRows(labels, workers)
  }

  /** @see Recorder.sampleStation */
  sample(pod: number, fromNs: number, toNs: number, busyNs: number, queueNs: number, highestQueue: number): void {
    const station = this.#stations[pod]
    assert(station !== undefined, `station ${pod} was named`)
    const bucket = Math.floor(fromNs / this.#bucketNs)
    assert(fromNs < toNs && toNs <= (bucket + 1) * this.#bucketNs, 'a sample lies in one bucket')
    station.set(bucket, busyNs / (station.workers * (toNs - fromNs)), queueNs / (toNs - fromNs), highestQueue)
  }

  all(): readonly Station[] {
    return this.#stations.filter(station => station !== undefined)
  }
}

class StationRows implements Station {
  readonly labels: PodLabels
  readonly workers: number
  #rows = new Float64Array(0)

  constructor(labels: PodLabels, workers: number) {
    this.labels = labels
    this.workers = workers
  }

  set(bucket: number, utilisation: number, queueMean: number, queueMax: number): void {
    const row = bucket * STATION_FIGURES.length
    if (row >= this.#rows.length) {
      const rows = new Float64Array(2 * row + 16 * STATION_FIGURES.length).fill(Number.NaN)
      rows.set(this.#rows)
      this.#rows = rows
    }
    this.#rows[row] = utilisation
    this.#rows[row + 1] = queueMean
    this.#rows[row + 2] = queueMax
  }

  value(bucket: number, figure: StationFigure): number {
    return this.#rows[bucket * STATION_FIGURES.length + STATION_FIGURES.indexOf(figure)] ?? Number.NaN
  }
}
