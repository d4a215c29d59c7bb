import { NEVER, SECOND } from '../../kernel/time.ts'

/** Envoy's default update_merge_window, in whose place Istio sets nothing else. */
const MERGE_WINDOW_NS = SECOND

/**
 * When balancers learn that a host was ejected or came back (Envoy ClusterManagerImpl::scheduleUpdate): at once, unless
 * the last news went out no more than a window (a second) ago; then a window from now, together with whatever else happens.
 * An EDS push is never deferred and carries everything along (recorded). Known difference: Envoy keeps one window per priority and
 * an EDS push may touch only some of them.
 */
export class HealthUpdates {
  readonly #deliver: (nowNs: number) => void
  /** 0 = nothing is ever deferred. */
  readonly #windowNs: number
  #deliveredNs = Number.NEGATIVE_INFINITY
  /** When the deferred news is due; NEVER when there is none. */
  pendingNs = NEVER

  constructor(deliver: (nowNs: number) => void, windowNs: number = MERGE_WINDOW_NS) {
    this.#deliver = deliver
    this.#windowNs = windowNs
  }

  changed(nowNs: number): void {
    const windowNs = this.#windowNs
    if (windowNs === 0 || nowNs - this.#deliveredNs > windowNs) this.deliver(nowNs)
    else if (this.pendingNs === NEVER) this.pendingNs = nowNs + windowNs
  }

  deliver(nowNs: number): void {
    this.#deliveredNs = nowNs
    this.pendingNs = NEVER
    this.#deliver(nowNs)
  }
}
