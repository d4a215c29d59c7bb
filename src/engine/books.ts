import type { AttemptRecord } from '../measure/attempt-record.ts'
import { ATTEMPT, ATTEMPT_WORDS, type Digest, HIGH, OUTCOMES } from '../measure/digest.ts'
import type { Recorder } from '../measure/recorder.ts'
import type { HopLabels } from '../measure/result.ts'
import type { TcpFigures } from '../measure/tcp-counts.ts'
import { noteCalledAgain } from './causes/retries.ts'
import type { Decision } from './decision.ts'
import { ERROR, flagsHash, flagsText, outcomeOf, outcomeOfGrpcReply } from './flags.ts'
import { lostGrpcStatus } from './grpc-reply.ts'
import type { PodState } from './pod-state.ts'
import { BY_MIRROR, BY_SOURCE, NONE, type Row } from './row.ts'
import type { TcpConnection } from './tcp-connection.ts'
import type { World } from './world.ts'

/** Statuses are below 1024, outcomes fit 3 bits, grpc-statuses and none of them 5: one small number for the three, as a key. */
const OUTCOME_SHIFT = 10
const CODE_GRPC_SHIFT = 13
const FLAG_STEP = 2 ** 18
/** Where the digest has a grpc-status beside the HTTP status. */
const GRPC_SHIFT = 20
const BATCH = 256
/** Small numbers of a hop in a batch: cell, code, attempts. */
const HOP = 3
/** Kinds of callers (row.ts), for the columns of cells. */
const CALLERS = 4

/**
 * Writes down what an observer would see: each attempt into the digest (and, when asked for, as a record), each finished
 * hop into the recorder. The engine decides nothing from what stands here.
 */
export class Books {
  readonly recorder: Recorder
  readonly digest: Digest
  private readonly onRecord: ((record: AttemptRecord) => void) | undefined
  private readonly codes = new Map<number, number>()
  private readonly localCells = new Map<string, number>()
  /** Attempts and hops that are noted but not yet written down: in batches the writing stays in the processor's caches. */
  private readonly words = new Int32Array(BATCH * ATTEMPT_WORDS)
  private noted = 0
  private readonly hops = new Int32Array(BATCH * HOP)
  /** Start and end of each hop. */
  private readonly times = new Float64Array(BATCH * 2)
  private hopCount = 0
  private lastCode = -1
  private lastCodeKey = -1
  private lastFlags = -1

  constructor(recorder: Recorder, digest: Digest, onRecord?: (record: AttemptRecord) => void) {
    this.recorder = recorder
    this.digest = digest
    this.onRecord = onRecord
  }

  /** An attempt ended and the hop goes on. @param status what the client would have got */
  attempt(world: World, row: Row, status: number, flags: number): void {
    const lost = flags === 0 ? NONE : lostGrpcStatus(row, status)
    const { verdict, grpcStatus } = row
    if (lost === NONE) this.note(world, row, status, grpcStatus, flags, verdict || outcomeOf(status, flags, false))
    else this.note(world, row, 200, lost, flags, verdict || outcomeOfGrpcReply(lost, flags))
  }

  /** A hop ended, with its last attempt (or without any, when the caller's proxy answered by itself). */
  hop(world: World, row: Row, status: number, outcome: number): void {
    const { flags, grpcStatus } = row
    this.note(world, row, status, grpcStatus, flags, outcome)
    if (flags !== 0 && outcome >= ERROR) this.tellFailure(world, row, flags)
    if (row.call !== NONE && row.callTry > 1) noteCalledAgain(world, row)
    const { hops, times, hopCount } = this
    const cell = this.cellOf(row)
    hops[hopCount * HOP] = cell
    hops[hopCount * HOP + 1] = this.codeOf(status, grpcStatus, flags, outcome)
    hops[hopCount * HOP + 2] = row.attempt
    times[hopCount * 2] = row.startNs
    times[hopCount * 2 + 1] = world.queue.nowNs
    if (++this.hopCount === BATCH) this.flush()
    if (row.tcp !== null) this.carried(world, row.tcp, cell, row.startNs, outcome)
  }

  private carried(world: World, tcp: TcpConnection, cell: number, startNs: number, outcome: number): void {
    const figures = carriedBy(tcp, world, outcome)
    this.recorder.carried(cell, startNs, figures)
    if (tcp.upNs !== NONE) this.recorder.wasUp(cell, figures, tcp.upNs, world.queue.nowNs)
  }

  /** The run is over while connections are open: they stand in the time series, and in no row. */
  stillOpen(world: World): void {
    for (const row of world.rows.all) {
      const { tcp, awaited } = row
      if (!awaited || tcp === null || tcp.upNs === NONE) continue
      this.recorder.wasUp(this.cellOf(row), carriedBy(tcp, world, ERROR), tcp.upNs, world.queue.nowNs)
    }
  }

  /** Writes down what has gathered. Due before anything else is told to the digest, and before a bucket of the series ends. */
  flush(): void {
    this.digest.attempts(this.words, this.noted)
    this.noted = 0
    const { recorder, hops, times } = this
    for (let i = 0; i < this.hopCount; i++) {
      const startNs = times[2 * i]
      const endNs = times[2 * i + 1]
      recorder.record(hops[HOP * i], hops[HOP * i + 1], startNs, endNs, endNs - startNs, hops[HOP * i + 2])
    }
    this.hopCount = 0
  }

  private tellFailure(world: World, row: Row, flags: number): void {
    const { queue, journal } = world
    const { proxy } = row
    const to = destinationLabel(row)
    if (proxy !== null && to !== undefined) journal.failed(queue.nowNs, proxy.pod.workload, to, flags)
  }

  /** The destination that a weighted route drew. */
  split(row: Row, decision: Decision, destination: number): void {
    const split = decision.destinations[destination].split
    if (split >= 0) this.recorder.chose(split, row.startNs)
  }

  /** A change of the world, in words that do not depend on anything internal. */
  change(atNs: number, text: string): void {
    this.flush()
    this.digest.change(atNs, text)
  }

  private note(world: World, row: Row, status: number, grpcStatus: number, flags: number, outcome: number): void {
    const { source, proxy } = row
    const pod = row.slot >= 0 || proxy === null ? row.target : null
    const { words } = this
    const { nowNs } = world.queue
    const { requestNumber, attemptNs } = row
    const proxyHash = proxy === null ? 0 : proxy.pod.nameHash
    const podHash = pod === null ? 0 : pod.nameHash
    const flagHash = flags === 0 ? 0 : flagsHash(flags)
    const at = this.noted * ATTEMPT_WORDS
    words[at] = ATTEMPT
    words[at + 1] = source.nameHash
    words[at + 2] = source.nameHash * HIGH
    words[at + 3] = requestNumber
    words[at + 4] = requestNumber * HIGH
    words[at + 5] = row.hop
    words[at + 6] = row.attempt
    words[at + 7] = proxyHash
    words[at + 8] = proxyHash * HIGH
    words[at + 9] = podHash
    words[at + 10] = podHash * HIGH
    words[at + 11] = attemptNs
    words[at + 12] = attemptNs * HIGH
    words[at + 13] = nowNs
    words[at + 14] = nowNs * HIGH
    words[at + 15] = ((outcome - 1) << 16) | status | (grpcStatus === NONE ? 0 : grpcStatus << GRPC_SHIFT)
    words[at + 16] = flagHash
    words[at + 17] = flagHash * HIGH
    if (++this.noted === BATCH) this.flush()
    if (this.onRecord) this.onRecord(recordOf(world, row, status, grpcStatus, flags, outcome, pod))
  }

  private codeOf(status: number, grpcStatus: number, flags: number, outcome: number): number {
    const key = status | (outcome << OUTCOME_SHIFT) | ((grpcStatus - NONE) << CODE_GRPC_SHIFT)
    if (key === this.lastCodeKey && flags === this.lastFlags) return this.lastCode
    let code = this.codes.get(key + flags * FLAG_STEP)
    if (code === undefined) {
      const grpc = grpcStatus === NONE ? undefined : grpcStatus
      code = this.recorder.code(status, flags === 0 ? '' : flagsText(flags), OUTCOMES[outcome - 1], grpc)
      this.codes.set(key + flags * FLAG_STEP, code)
    }
    this.lastCodeKey = key
    this.lastFlags = flags
    this.lastCode = code
    return code
  }

  private cellOf(row: Row): number {
    const { upstream, slot, source, caller } = row
    if (upstream !== null && slot >= 0) {
      const { cells, pod } = upstream.hosts[slot]
      const column = source.index * CALLERS + caller
      cells[column] ??= this.recorder.cell(labelsOf(row, pod))
      return cells[column]
    }
    const pod = row.proxy === null && row.connection >= 0 ? row.target : null
    const key = `${source.index} ${caller} ${row.proxy?.index} ${pod?.index} ${destinationLabel(row) ?? source.entry.kind}`
    let cell = this.localCells.get(key)
    if (cell === undefined) {
      cell = this.recorder.cell(labelsOf(row, pod))
      this.localCells.set(key, cell)
    }
    return cell
  }
}

/** The service that the hop leads to; undefined before a proxy has decided. */
function destinationLabel({ upstream, decision, destination }: Row): string | undefined {
  return upstream?.ref.to ?? decision?.destinations[destination]?.cluster.to ?? decision?.to
}

/** Labels of the hop; without a pod those that no pod answers. */
export function labelsOf(row: Row, pod: PodState | null): HopLabels {
  const { source, proxy, caller } = row
  const { entry } = source
  const isRoot = caller === BY_SOURCE
  const to = destinationLabel(row) ?? (entry.kind === 'gateway' ? entry.label : source.name)
  return {
    source: source.name,
    at: isRoot || proxy === null ? 'client' : proxy.pod.workload,
    atGateway:
      !isRoot && entry.kind === 'gateway' && proxy?.pod.role === 'gateway' && proxy.pod.workload === entry.label,
    to: caller === BY_MIRROR ? `${to} (mirror)` : to,
    workload: pod?.workload ?? '',
    version: pod?.version ?? '',
    zone: pod === null ? '' : pod.pod.locality.zone,
    pod: pod?.pod.name ?? '',
  }
}

function carriedBy(tcp: TcpConnection, { queue }: World, outcome: number): TcpFigures {
  return tcp.carried(queue.nowNs, outcome < ERROR)
}

function recordOf(
  world: World,
  row: Row,
  status: number,
  grpcStatus: number,
  flags: number,
  outcome: number,
  pod: PodState | null,
): AttemptRecord {
  const labels = labelsOf(row, pod)
  const bytes = row.tcp && carriedBy(row.tcp, world, outcome)
  return {
    source: labels.source,
    request: row.requestNumber,
    hop: row.hop,
    attempt: row.attempt,
    proxy: row.proxy === null ? 'client' : row.proxy.pod.pod.name,
    to: labels.to,
    workload: labels.workload,
    version: labels.version,
    zone: labels.zone,
    pod: labels.pod,
    startNs: row.attemptNs,
    endNs: world.queue.nowNs,
    outcome: OUTCOMES[outcome - 1],
    status,
    flags: flags === 0 ? '' : flagsText(flags),
    ...(grpcStatus !== NONE && { grpcStatus }),
    ...(bytes && { sentBytes: bytes.sentBytes, receivedBytes: bytes.receivedBytes }),
  }
}
