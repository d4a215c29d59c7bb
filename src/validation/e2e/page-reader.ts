import { childHop } from '../../engine/hop-address.ts'
import type { AttemptRecord } from '../../measure/attempt-record.ts'
import type { Page } from './observation.ts'
import { degradedPage, failedPage } from './page-outcome.ts'
import type { Application, Recording } from './recording.ts'

/** All attempts of one hop, in order; the last one ended it. */
export type HopRecords = AttemptRecord[]

/** Address of the client's own hop, see engine/hop-address. */
export const CLIENT = 0
/** Address of the hop from the ingress. */
const ENTRY = childHop(CLIENT, 0, 1)
const NO_VERSION = 'none'

/** Puts together from the hops of one request what its client saw. */
export class PageReader {
  private readonly applications: ReadonlyMap<string, Application>
  private readonly serviceOf: ReadonlyMap<string, string>

  constructor({ applications, pods }: Recording) {
    this.applications = applications
    this.serviceOf = new Map(pods.map(({ name, service }) => [name, service]))
  }

  /** @param hops by their address; undefined while the client still waits */
  read(hops: ReadonlyMap<number, HopRecords>): Page | undefined {
    const client = hops.get(CLIENT)?.[0]
    if (client === undefined) return undefined
    const entry = hops.get(ENTRY)?.at(-1)
    const { startNs, endNs, status } = client
    const base = { sentNs: startNs, tookNs: endNs - startNs, pod: entry?.pod ?? '' }
    if (status !== 200 || entry === undefined) {
      return { ...base, outcome: failedPage(status, entry?.flags ?? ''), kind: 'error', version: NO_VERSION }
    }
    const parts: Parts = { missing: [], version: NO_VERSION }
    this.follow(hops, ENTRY, entry.pod, parts)
    const { missing, version } = parts
    if (missing.length === 0) return { ...base, outcome: '200', kind: 'ok', version }
    return { ...base, outcome: degradedPage(missing), kind: 'degraded', version }
  }

  /** What the calls of one visit brought, and those below them: the last try of each counts. */
  private follow(hops: ReadonlyMap<number, HopRecords>, visit: number, pod: string, parts: Parts): void {
    const calls = this.applications.get(this.serviceOf.get(pod) ?? '')?.calls ?? []
    for (const [index, { to, tries }] of calls.entries()) {
      const address = lastTry(hops, visit, index, tries)
      const last = hops.get(address)?.at(-1)
      if (last === undefined) continue
      if (last.status !== 200) {
        parts.missing.push(to)
        continue
      }
      if (!this.applications.has(to)) parts.version = last.to
      this.follow(hops, address, last.pod, parts)
    }
  }
}

interface Parts {
  readonly missing: string[]
  /** Cluster that answered for the split route. */
  version: string
}

/** Address of the last of an application's own tries of one call. */
function lastTry(hops: ReadonlyMap<number, HopRecords>, visit: number, index: number, tries: number): number {
  for (let made = tries; made > 1; made--) {
    const address = childHop(visit, index, made)
    if (hops.has(address)) return address
  }
  return childHop(visit, index, 1)
}
