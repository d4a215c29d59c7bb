import type { OutlierEvent } from '../proxy/outlier/outlier-event.ts'
import type { UpstreamState } from './upstream-state.ts'

/** Reads the ejection event log of every proxy. The engine decides nothing from it. */
export type OutlierWatch = (upstream: UpstreamState, event: OutlierEvent) => void
