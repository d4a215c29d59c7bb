import type { AttemptRecord } from '../measure/attempt-record.ts'
import { type Digest, OUTCOMES } from '../measure/digest.ts'
import type { Recorder } from '../measure/recorder.ts'
import type { HopLabels } from '../measure/result.ts'
import type { Decision } from './decision.ts'
import { ERROR, flagsHash, flagsText, outcomeOf } from './flags.ts'
import type { PodState } from './pod-state.ts'
import type { ProxyState } from './proxy-state.ts'
import { MIRROR, NONE } from './rows.ts'
import type { World } from './world.ts'

/** Statuses are below 1024, flags fit 20 bits: one number for the three, as a key. */
const FLAG_STEP = 1024
const OUTCOME_STEP = FLAG_STEP * 2 ** 20

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
  private lastCode = -1
  private lastCodeKey = -1

  constructor(recorder: Recorder, digest: Digest, onRecord?: (record: AttemptRecord) => void) {
    this.recorder = recorder
    this.digest = digest
    this.onRecord = onRecord
  }

  /** An attempt ended and the hop goes on. */
  attempt(world: World, row: number, status: number, flags: number): void {
    const { rows } = world
    this.note(world, row, status, flags, rows.verdict[row] || outcomeOf(status, flags, false))
  }

  /** A hop ended, with its last attempt (or without any, when the caller's proxy answered by itself). */
  hop(world: World, row: number, status: number, outcome: number): void {
    const { rows, queue } = world
    const flags = rows.flags[row]
    this.note(world, row, status, flags, outcome)
    const startNs = rows.startNs[row]
    if (flags !== 0 && outcome >= ERROR) this.tellFailure(world, row, flags)
    const code = this.codeOf(status, flags, outcome)
    this.recorder.record(this.cellOf(world, row), code, startNs, queue.nowNs, queue.nowNs - startNs, rows.attempt[row])
  }

  private tellFailure(world: World, row: number, flags: number): void {
    const { rows, proxies, queue, journal } = world
    const proxy = rows.proxy[row]
    const to = rows.upstream[row]?.ref.to ?? rows.decision[row]?.to
    if (proxy >= 0 && to !== undefined) journal.failed(queue.nowNs, proxies[proxy].pod.workload, to, flags)
  }

  /** The destination that a weighted route drew. */
  split(world: World, row: number, decision: Decision, destination: number): void {
    const split = decision.destinations[destination].split
    if (split >= 0) this.recorder.chose(split, world.rows.startNs[row])
  }

  /** A change of the world, in words that do not depend on anything internal. */
  change(atNs: number, text: string): void {
    this.digest.change(atNs, text)
  }

  private note(world: World, row: number, status: number, flags: number, outcome: number): void {
    const { rows, queue, sources, proxies, pods } = world
    const source = sources[rows.source[row]]
    const proxy = rows.proxy[row]
    const pod = rows.slot[row] >= 0 || proxy < 0 ? rows.pod[row] : NONE
    this.digest.attempt(
      source.nameHash,
      rows.requestNumber[row],
      rows.hop[row],
      rows.attempt[row],
      proxy >= 0 ? proxies[proxy].pod.nameHash : 0,
      pod >= 0 ? pods[pod].nameHash : 0,
      rows.attemptNs[row],
      queue.nowNs,
      outcome - 1,
      status,
      flags === 0 ? 0 : flagsHash(flags),
    )
    if (this.onRecord) this.onRecord(recordOf(world, row, status, flags, outcome, pod))
  }

  private codeOf(status: number, flags: number, outcome: number): number {
    const key = status + flags * FLAG_STEP + outcome * OUTCOME_STEP
    if (key === this.lastCodeKey) return this.lastCode
    let code = this.codes.get(key)
    if (code === undefined) {
      code = this.recorder.code(status, flags === 0 ? '' : flagsText(flags), OUTCOMES[outcome - 1])
      this.codes.set(key, code)
    }
    this.lastCodeKey = key
    this.lastCode = code
    return code
  }

  private cellOf(world: World, row: number): number {
    const { rows, sources } = world
    const upstream = rows.upstream[row]
    const slot = rows.slot[row]
    const kind = rows.parent[row] === NONE ? 0 : rows.parent[row] === MIRROR ? 1 : 2
    const source = rows.source[row]
    if (upstream !== null && slot >= 0) {
      const column = source * 3 + kind
      upstream.cells[column] ??= []
      const cells = upstream.cells[column]
      cells[slot] ??= this.recorder.cell(labelsOf(world, row, world.pods[upstream.podOf[slot]]))
      return cells[slot]
    }
    const { connection } = rows
    const pod = connection[row] >= 0 ? world.pods[rows.pod[row]] : undefined
    const key = `${source} ${kind} ${rows.proxy[row]} ${pod?.index} ${rows.decision[row]?.to ?? sources[source].entry.kind}`
    let cell = this.localCells.get(key)
    if (cell === undefined) {
      cell = this.recorder.cell(labelsOf(world, row, pod))
      this.localCells.set(key, cell)
    }
    return cell
  }
}

function labelsOf(world: World, row: number, pod: PodState | undefined): HopLabels {
  const { rows } = world
  const source = world.sources[rows.source[row]]
  const { entry } = source
  const isRoot = rows.parent[row] === NONE
  const proxy: ProxyState | undefined = world.proxies[rows.proxy[row]]
  const upstream = rows.upstream[row]
  const to = upstream?.ref.to ?? rows.decision[row]?.to ?? (entry.kind === 'gateway' ? entry.label : source.name)
  return {
    source: source.name,
    at: isRoot ? 'client' : proxy.pod.workload,
    atGateway:
      !isRoot && entry.kind === 'gateway' && proxy.pod.role === 'gateway' && proxy.pod.workload === entry.label,
    to: rows.parent[row] === MIRROR ? `${to} (mirror)` : to,
    workload: pod?.workload ?? '',
    version: pod?.version ?? '',
    zone: pod === undefined ? '' : pod.pod.locality.zone,
    pod: pod?.pod.name ?? '',
  }
}

function recordOf(
  world: World,
  row: number,
  status: number,
  flags: number,
  outcome: number,
  pod: number,
): AttemptRecord {
  const { rows, queue, proxies } = world
  const labels = labelsOf(world, row, pod >= 0 ? world.pods[pod] : undefined)
  return {
    source: labels.source,
    request: rows.requestNumber[row],
    hop: rows.hop[row],
    attempt: rows.attempt[row],
    proxy: rows.proxy[row] >= 0 ? proxies[rows.proxy[row]].pod.pod.name : 'client',
    to: labels.to,
    workload: labels.workload,
    version: labels.version,
    zone: labels.zone,
    pod: labels.pod,
    startNs: rows.attemptNs[row],
    endNs: queue.nowNs,
    outcome: OUTCOMES[outcome - 1],
    status,
    flags: flags === 0 ? '' : flagsText(flags),
  }
}
