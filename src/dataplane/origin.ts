import type { Place } from '../kernel/place.ts'

/** Where a table node comes from and why it is there. */
export interface Origin {
  /** `Kind/namespace/name`, e.g. `VirtualService/default/reviews`; `istiod` for what the control plane adds by itself. */
  readonly resource: string
  readonly place: Place
  /** Why this one won, in one phrase for a person: `oldest VirtualService for this host`. */
  readonly why: string
}
