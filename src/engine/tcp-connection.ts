import type { TcpTraffic } from '../config/scenario/scenario.ts'
import { type Rng, stream } from '../kernel/rng.ts'
import { type Sampler, sampler } from '../kernel/sampler.ts'
import { NEVER } from '../kernel/time.ts'
import type { TcpFigures } from '../measure/tcp-counts.ts'
import { NONE } from './row.ts'

/** Nothing is held at the pool: not begun, refused, over, or a client outside the mesh. */
export const IDLE = 0
export const CONNECTING = 1
export const OPEN = 2

/** What a row keeps when its hop is a TCP connection. */
export class TcpConnection {
  /** From establishment to end; NONE = one exchange, as long as the server takes. */
  readonly durationNs: number
  /** Longest time without a byte. */
  readonly pauseNs: number
  readonly sentBytes: number
  readonly receivedBytes: number
  stage = IDLE
  /** When the connection was up; NONE = never. */
  upNs = NONE
  /** When it will be known whether it is up, and how it failed (engine/reset); NONE = known. */
  dueNs = NONE
  failure = 0
  /** When a limit of the proxy ends it, NONE = never; by flag, 0 = for idleness, which has none. */
  limitNs = NONE
  limitFlag = 0
  /** Outcome of that end. */
  limitVerdict = 0
  /** Since when a cut of the network lies on its way, NONE = none does; and how long earlier ones did. */
  cutNs = NONE
  silentNs = 0
  /** Its end is on the way, or was lost on it. */
  isClosing = false

  constructor({ durationNs, pauseNs, sentBytes, receivedBytes }: TcpPlan) {
    this.durationNs = durationNs
    this.pauseNs = pauseNs
    this.sentBytes = sentBytes
    this.receivedBytes = receivedBytes
  }

  /** Its server holds it without a worker. */
  get isHeld(): boolean {
    return this.durationNs !== NONE
  }

  /** The connection that a gateway opens for this one carries the same. */
  onward(): TcpConnection {
    return new TcpConnection(this)
  }

  /** What went over it by now: of one that was cut off, the share of its time. */
  carried(nowNs: number, isWhole: boolean): TcpFigures {
    const { sentBytes, receivedBytes, durationNs } = this
    if (this.upNs === NONE) return { connections: 0, sentBytes: 0, receivedBytes: 0 }
    if (isWhole) return { connections: 1, sentBytes, receivedBytes }
    if (!this.isHeld) return { connections: 1, sentBytes, receivedBytes: 0 }
    const untilNs = this.cutNs === NONE ? nowNs : this.cutNs
    const share = durationNs === 0 ? 1 : Math.min(1, (untilNs - this.upNs - this.silentNs) / durationNs)
    return {
      connections: 1,
      sentBytes: Math.floor(sentBytes * share),
      receivedBytes: Math.floor(receivedBytes * share),
    }
  }
}

type TcpPlan = Pick<TcpConnection, 'durationNs' | 'pauseNs' | 'sentBytes' | 'receivedBytes'>

/** Connections of one caller to one port, as the scenario describes them; draws from streams of its own. */
export class TcpDraws {
  private readonly traffic: TcpTraffic
  private readonly duration: Sampler | null
  private readonly pause: Sampler | null
  private readonly durationRng: Rng
  private readonly pauseRng: Rng

  /** @param owner names the streams */
  constructor(traffic: TcpTraffic, seed: number, ...owner: readonly string[]) {
    this.traffic = traffic
    this.duration = traffic.duration ? sampler(traffic.duration) : null
    this.pause = traffic.pause ? sampler(traffic.pause) : null
    this.durationRng = stream(seed, ...owner, 'tcp duration')
    this.pauseRng = stream(seed, ...owner, 'tcp pause')
  }

  draw(): TcpConnection {
    const { duration, pause, traffic } = this
    const { sentBytes, receivedBytes } = traffic
    return new TcpConnection({
      durationNs: duration === null ? NONE : duration.sample(this.durationRng),
      pauseNs: pause !== null ? pause.sample(this.pauseRng) : duration === null ? NEVER : 0,
      sentBytes,
      receivedBytes,
    })
  }
}

/** What a TCP port gets of whom the scenario says nothing more. */
export const ONE_EXCHANGE: TcpTraffic = { sentBytes: 0, receivedBytes: 0 }
