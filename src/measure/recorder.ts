import type { Outcome } from '../dataplane/outcome.ts'
import { assert } from '../kernel/assert.ts'
import { BAD, BucketSeries, DEGRADED, GOOD } from './bucket-series.ts'
import { EjectionCounts } from './ejection-counts.ts'
import { bucketOf } from './histogram.ts'
import { addLeaf, type Leaf } from './leaf.ts'
import type { HopLabels } from './result.ts'
import { RetryCounts } from './retry-counts.ts'
import { Segments } from './segments.ts'
import { type GroupLabels, type Labels, matchesGroup } from './selector.ts'
import { Splits } from './splits.ts'
import { type PodLabels, Stations } from './stations.ts'
import { SourceStretches, type Stretches } from './stretches.ts'
import { addTcp, type TcpCounts, type TcpFigures } from './tcp-counts.ts'
import { TcpSeries } from './tcp-series.ts'
import { Watch } from './watch.ts'

export interface RecorderOptions {
  /** Sorted boundaries of all windows (`windowsOf`); the first is the end of the warm-up. */
  readonly boundariesNs: readonly number[]
  readonly warmupNs: number
  readonly durationNs: number
  readonly bucketNs: number
  /** Labels of the `recovery` assertions (`metric` and `after` among them): only what is watched can be answered. */
  readonly watched?: readonly Labels[]
}

/** How a hop ended. */
export interface Code {
  readonly status: number
  /** Envoy response flags, comma-separated; empty when none. */
  readonly flags: string
  readonly outcome: Outcome
  /** Absent = no gRPC, or all is well. */
  readonly grpcStatus?: number
}

export interface Cell {
  readonly labels: HopLabels
  readonly group: Group
  /** By segment, then code. */
  readonly leaves: (Leaf | undefined)[][]
  readonly tcp: TcpCounts
}

export interface Group {
  readonly labels: GroupLabels
  readonly series: BucketSeries
  /** Absent where no hop was a TCP connection that came about. */
  tcpSeries?: TcpSeries
  /** Hear of each bucket. */
  readonly sums: readonly (Watch | Stretches)[]
}

const MOST_CODES = 1024

/**
 * Where the engine writes every fact that results are made of. Memory is O(cells x segments x codes + series), never
 * O(requests). Requests whose start lies in the warm-up are counted nowhere.
 */
export class Recorder {
  readonly options: RecorderOptions
  readonly segments: Segments
  readonly cells: Cell[] = []
  readonly codes: Code[] = []
  readonly groups: Group[] = []
  readonly watches: readonly Watch[]
  readonly stretches: SourceStretches
  readonly stations: Stations
  readonly splits: Splits
  readonly retries: RetryCounts
  readonly ejections: EjectionCounts
  readonly #cellIds = new Map<string, number>()
  readonly #codeIds = new Map<string, number>()
  readonly #codeKinds = new Uint8Array(MOST_CODES)
  readonly #groupsByKey = new Map<string, Group>()
  /** Groups with a request in the current bucket. */
  readonly #busy: Group[] = []
  #bucket = 0
  #bucketEndNs: number
  #endedNs = 0

  constructor(options: RecorderOptions) {
    assert(options.bucketNs > 0, 'a bucket has a width')
    this.options = options
    this.segments = new Segments(options.boundariesNs)
    this.stations = new Stations(options.bucketNs)
    this.splits = new Splits(this.segments.count)
    this.ejections = new EjectionCounts(this.segments.count)
    this.stretches = new SourceStretches(options.warmupNs, options.bucketNs)
    this.retries = new RetryCounts(this.segments)
    this.watches = (options.watched ?? []).map(labels => new Watch(labels))
    this.#bucketEndNs = options.bucketNs
  }

  /** Number of a set of labels, for `record`; the same labels give the same number. */
  cell(labels: HopLabels): number {
    const key = [groupKey(labels), labels.zone, labels.pod].join('\n')
    let id = this.#cellIds.get(key)
    if (id === undefined) {
      id = this.cells.push({ labels, group: this.#group(labels), leaves: [], tcp: [] }) - 1
      this.#cellIds.set(key, id)
    }
    return id
  }

  /** Number of a way to end, for `record`. @param flags Envoy response flags, comma-separated */
  code(status: number, flags: string, outcome: Outcome, grpcStatus?: number): number {
    const key = `${status} ${flags} ${outcome} ${grpcStatus}`
    let id = this.#codeIds.get(key)
    if (id === undefined) {
      id = this.codes.push({ status, flags, outcome, grpcStatus }) - 1
      assert(id < MOST_CODES, `a run has at most ${MOST_CODES} status and flag combinations`)
      this.#codeKinds[id] = outcome === 'ok' ? GOOD : outcome === 'degraded' ? DEGRADED : BAD
      this.#codeIds.set(key, id)
    }
    return id
  }

  /**
   * One hop has ended. Called in order of `endNs`.
   * @param startNs the intended start: decides the window @param endNs decides the bucket of the series
   */
  record(cell: number, code: number, startNs: number, endNs: number, latencyNs: number, attempts: number): void {
    if (endNs >= this.#bucketEndNs) this.advance(endNs)
    const segment = this.segments.at(startNs)
    if (segment < 0) return
    const { leaves, group } = this.cells[cell]
    const leaf = leaves[segment]?.[code] ?? addLeaf(leaves, segment, code)
    const latencyBucket = bucketOf(latencyNs)
    leaf.latency.recordAt(latencyBucket, latencyNs)
    leaf.attempts += attempts
    if (group.series.idle) this.#busy.push(group)
    group.series.record(this.#codeKinds[code], latencyBucket, latencyNs, attempts)
  }

  /** A hop that has ended was a TCP connection; told beside `record`, in any order. */
  carried(cell: number, startNs: number, figures: TcpFigures): void {
    const segment = this.segments.at(startNs)
    if (segment < 0) return
    const { tcp } = this.cells[cell]
    tcp[segment] = addTcp(tcp[segment], figures)
  }

  /** A TCP connection was up in [upNs, untilNs), whenever its hop began: what is open during a bucket is open in it. */
  wasUp(cell: number, figures: TcpFigures, upNs: number, untilNs: number): void {
    const { group } = this.cells[cell]
    group.tcpSeries ??= new TcpSeries(this.options.bucketNs)
    group.tcpSeries.add(figures, upNs, untilNs)
  }

  /** Time has come to `nowNs`: closes the buckets that end at or before it. Calling it late or never is harmless. */
  advance(nowNs: number): void {
    if (nowNs < this.#bucketEndNs) return
    this.#flush()
    this.#bucket = Math.floor(nowNs / this.options.bucketNs)
    this.#bucketEndNs = (this.#bucket + 1) * this.options.bucketNs
  }

  /** The run is over, perhaps early. */
  finish(endNs: number): void {
    this.advance(endNs)
    this.#flush()
    this.#endedNs = endNs
  }

  /** 0 until `finish`. */
  get endedNs(): number {
    return this.#endedNs
  }

  /** Names a pod's station by the engine's own pod index (dense, from 0). */
  station(pod: number, labels: PodLabels, workers: number): void {
    this.stations.add(pod, labels, workers)
  }

  /**
   * What a pod's station did in [fromNs, toNs), which is a bucket or, for a pod that came or went, the part of it in
   * which the pod lived. Not called for a bucket in which the pod did not live at all.
   * @param busyNs time-integral of busy workers @param queueNs time-integral of waiting requests
   */
  sampleStation(
    pod: number,
    fromNs: number,
    toNs: number,
    busyNs: number,
    queueNs: number,
    highestQueue: number,
  ): void {
    this.stations.sample(pod, fromNs, toNs, busyNs, queueNs, highestQueue)
  }

  /** A proxy ejected a pod (outlier detection). */
  ejection(labels: PodLabels, atNs: number): void {
    const segment = this.segments.at(atNs)
    if (segment >= 0) this.ejections.count(labels, segment)
  }

  /** Number of a destination of a weighted route, for `chose`. */
  split(at: string, service: string, destination: string): number {
    return this.splits.id(at, service, destination)
  }

  /** A route of the split's caller sent a request to the split's destination. */
  chose(split: number, startNs: number): void {
    const segment = this.segments.at(startNs)
    if (segment >= 0) this.splits.count(split, segment)
  }

  /**
   * The shares (fractions that sum to 1) that the caller's configuration asks for from `atNs` on: the instant it was
   * applied, not that of its arrival at the proxies, so that a window named after the change has one configured share.
   */
  configure(at: string, service: string, shares: Readonly<Record<string, number>>, atNs: number): void {
    this.splits.configure(at, service, shares, atNs)
  }

  #group(labels: HopLabels): Group {
    const key = groupKey(labels)
    let group = this.#groupsByKey.get(key)
    if (group === undefined) {
      const { source, at, atGateway, to, workload, version } = labels
      const groupLabels = { source, at, atGateway, to, workload, version }
      const watches = this.watches.filter(watch => matchesGroup(watch.labels, groupLabels))
      const sums = at === 'client' ? [...watches, this.stretches.of(source)] : watches
      group = { labels: groupLabels, series: new BucketSeries(), sums }
      this.groups.push(group)
      this.#groupsByKey.set(key, group)
    }
    return group
  }

  #flush(): void {
    for (const group of this.#busy) {
      for (const sum of group.sums) group.series.feed(sum)
      group.series.flush(this.#bucket)
    }
    for (const watch of this.watches) watch.flush(this.#bucket)
    this.stretches.flush(this.#bucket)
    // Emptied, not made anew: a new array is one of small integers to V8 until something else is put into it.
    this.#busy.length = 0
  }
}

function groupKey({ source, at, atGateway, to, workload, version }: GroupLabels): string {
  return [source, at, atGateway, to, workload, version].join('\n')
}
