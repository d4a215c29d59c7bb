import { NEVER, SECOND } from '../../kernel/time.ts'

/** Envoy's default update_merge_window, in whose place Istio sets nothing else. */
const MERGE_WINDOW_NS = SECOND

/**
 * When balancers learn that a host was ejected or came back (Envoy ClusterManagerImpl::scheduleUpdate): at once, unless
 * the last news went out no more than a window (a second) ago; then a window from now, together with whatever else
 * happens. An EDS push is never deferred and carries everything along (recorded).
 * Known differences from Envoy: one window for a cluster where Envoy keeps one per priority and an EDS push may touch
 * only some of them.
 */
export class HealthUpdates {
  readonly #deliver: (nowNs: number) => void
  /** 0 = nothing is ever deferred. */
  readonly #windowNs: number
  #deliveredNs = Number.NEGATIVE_INFINITY
  /** When the deferred news is due; NEVER when there is none. */
  pendingNs = NEVER
  /** cluster_manager.cluster_updated: news that went out at once, by whatever cause. */
  delivered = 0
  /** cluster_manager.cluster_updated_via_merge: news that went out after a wait. */
  merged = 0
  /** cluster_manager.update_out_of_merge_window: ejections and returns that did not have to wait. */
  outOfWindow = 0
  /** cluster_manager.update_merge_cancelled: waits that an EDS push cut short. */
  cancelled = 0

  constructor(deliver: (nowNs: number) => void, windowNs: number = MERGE_WINDOW_NS) {
    this.#deliver = deliver
    this.#windowNs = windowNs
  }

  changed(nowNs: number): void {
    const windowNs = this.#windowNs
    if (windowNs === 0 || nowNs - this.#deliveredNs > windowNs) {
      if (windowNs !== 0) this.outOfWindow++
      this.deliver(nowNs)
    } else if (this.pendingNs === NEVER) this.pendingNs = nowNs + windowNs
  }

  /** At once, whatever waits. */
  deliver(nowNs: number): void {
    this.delivered++
    if (this.pendingNs !== NEVER) this.cancelled++
    this.#send(nowNs)
  }

  /** The wait is over. */
  merge(nowNs: number): void {
    this.merged++
    this.#send(nowNs)
  }

  #send(nowNs: number): void {
    this.#deliveredNs = nowNs
    this.pendingNs = NEVER
    this.#deliver(nowNs)
  }
}
