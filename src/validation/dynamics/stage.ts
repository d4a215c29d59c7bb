import type { Cluster } from '../../dataplane/cluster.ts'
import type { ProxyTables } from '../../dataplane/data-plane.ts'
import { NO_HEADERS, type Request } from '../../dataplane/request.ts'
import { type ForwardAction, NO_MUTATION, type VirtualHost } from '../../dataplane/route.ts'
import { type Bed, makeBed } from '../../engine/bed/bed.ts'
import { BY_HAND, bedTables } from '../../engine/bed/tables.ts'
import type { OutlierWatch } from '../../engine/outlier-watch.ts'
import { DOWN } from '../../engine/pod-state.ts'
import type { Rng } from '../../kernel/rng.ts'
import { assignmentOf, type RecordedHost } from './hosts.ts'
import type { ServerScript } from './server-script.ts'

/** One proxy, one cluster, one route: what most recordings were made with. */
export interface StagePlan {
  readonly cluster: Cluster
  readonly hosts: readonly RecordedHost[]
  /** By host name; also of hosts that come later. */
  readonly scripts: ReadonlyMap<string, ServerScript>
  readonly overprovisioning?: number
  readonly route?: Pick<ForwardAction, 'retry' | 'hash'>
  readonly balanceRng: Rng
  readonly sweepsAtNs?: number
  readonly durationNs: number
  readonly outliers?: OutlierWatch
}

export interface Stage {
  readonly bed: Bed
  /** Endpoints change, now. */
  setHosts(hosts: readonly RecordedHost[]): void
}

export function setStage(plan: StagePlan): Stage {
  const { cluster, hosts, scripts, overprovisioning, balanceRng, sweepsAtNs, durationNs, outliers } = plan
  const tables = (now: readonly RecordedHost[]): ProxyTables =>
    bedTables({
      clusters: [cluster],
      assignments: [assignmentOf(cluster.name, now, overprovisioning)],
      virtualHosts: [toCluster(cluster.name, plan.route)],
    })
  const bed = makeBed({
    seed: 1,
    durationNs,
    hosts: [...scripts].map(([name, { responder }]) => ({ name, responder })),
    proxies: [{ name: 'client', tables: tables(hosts), sweepsAtNs, balanceRng }],
    outliers,
  })
  for (const [name, { refuses }] of scripts) if (refuses) bed.host(name).condition = DOWN
  return { bed, setHosts: now => bed.configure(tables(now)) }
}

const PLAIN: Request = { method: 'GET', scheme: 'http', authority: 'recorded', path: '/', headers: NO_HEADERS }

/** `GET /` with these headers; the same object each time when there are none. */
export function getRequest(headers?: Readonly<Record<string, string>>): Request {
  if (headers === undefined) return PLAIN
  const lines = Object.entries(headers).map(([name, value]) => [name, [value]] as const)
  return { ...PLAIN, headers: new Map(lines) }
}

function toCluster(cluster: string, route: StagePlan['route']): VirtualHost {
  return {
    name: cluster,
    domains: ['*'],
    routes: [
      {
        name: '',
        match: { path: { kind: 'prefix', value: '/', ignoreCase: false }, headers: [], query: [], claims: [] },
        action: {
          kind: 'forward',
          clusters: [
            { cluster, weight: 1, requestHeaders: NO_MUTATION, responseHeaders: NO_MUTATION, origin: BY_HAND },
          ],
          weighted: false,
          timeoutNs: 0,
          hash: [],
          mirrors: [],
          ...route,
        },
        requestHeaders: NO_MUTATION,
        responseHeaders: NO_MUTATION,
        origin: BY_HAND,
      },
    ],
    requireTls: 'none',
    includeAttemptCount: true,
    origin: BY_HAND,
  }
}
