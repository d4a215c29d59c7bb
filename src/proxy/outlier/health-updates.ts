import { NEVER, SECOND } from '../../kernel/time.ts'

/** Envoy's default update_merge_window. */
const MERGE_WINDOW_NS = SECOND

/**
 * When balancers learn that a host was ejected or came back (Envoy ClusterManagerImpl::scheduleUpdate): at once, unless
 * the last news went out no more than a second ago; then a second from now, together with whatever else happens.
 * An EDS push is never deferred and carries everything along (recorded). Known difference: Envoy keeps one window per priority and
 * an EDS push may touch only some of them.
 */
export class HealthUpdates {
  readonly #deliver: (nowNs: number) => void
  #deliveredNs = Number.NEGATIVE_INFINITY
  /** When the deferred news is due; NEVER when there is none. */
  pendingNs = NEVER

  constructor(deliver: (nowNs: number) => void) {
    this.#deliver = deliver
  }

  changed(nowNs: number): void {
    if (nowNs - this.#deliveredNs > MERGE_WINDOW_NS) this.deliver(nowNs)
    else if (this.pendingNs === NEVER) this.pendingNs = nowNs + MERGE_WINDOW_NS
  }

  deliver(nowNs: number): void {
    this.#deliveredNs = nowNs
    this.pendingNs = NEVER
    this.#deliver(nowNs)
  }
}
