import type { Grants } from './grant.ts'

/** What routes are resolved against. */
export interface RouteSources {
  readonly grants: Grants
  /** Whether a host is a service of the mesh. */
  isService(host: string): boolean
}
