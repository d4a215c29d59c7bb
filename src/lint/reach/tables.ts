import { append } from '../../compile/istio/multimap.ts'
import type { HttpMatch, HttpRule, VirtualService } from '../../compile/istio/virtual-service/virtual-service.ts'
import type { LintWorld } from '../world.ts'

/** One match of a rule (or a rule without any) in a list that a proxy goes through from the top. */
export interface Entry {
  readonly rule: HttpRule
  readonly match: HttpMatch
  /** The rule has no match, and `match` stands for it. */
  readonly isBare: boolean
}

/**
 * The lists of matches in the order in which proxies try them: of each VirtualService on the mesh, since sidecars do not
 * merge; and of all that a gateway has for one host, catch-alls last (core/route/route.go:SortVHostRoutes).
 */
export function matchTables(world: LintWorld): readonly (readonly Entry[])[] {
  const onMesh = world.merged.filter(({ gateways }) => gateways.includes('mesh')).map(vs => entriesAt([vs], 'mesh'))
  const byHost = new Map<string, VirtualService[]>()
  for (const vs of world.merged) {
    const reach = (vs.exportTo ?? world.virtualServiceExportTo).map(to => (to === '.' ? vs.namespace : to)).join()
    for (const gateway of new Set(vs.gateways)) {
      if (gateway === 'mesh') continue
      for (const host of vs.hosts) append(byHost, `${gateway} ${host.toLowerCase()} ${reach}`, vs)
    }
  }
  const atGateways = [...byHost].map(([key, all]) => {
    const entries = entriesAt(all, key.slice(0, key.indexOf(' ')))
    return [...entries.filter(entry => !isCatchAll(entry.match)), ...entries.filter(entry => isCatchAll(entry.match))]
  })
  return [...onMesh, ...atGateways]
}

function entriesAt(all: readonly VirtualService[], gateway: string): readonly Entry[] {
  return all
    .flatMap(({ http }) => http)
    .flatMap((rule): readonly Entry[] =>
      rule.match.length === 0
        ? [{ rule, match: { ...EVERYTHING, place: rule.place }, isBare: true }]
        : rule.match
            .filter(({ source }) => source.gateways.length === 0 || source.gateways.includes(gateway))
            .map(match => ({ rule, match, isBare: false })),
    )
}

const NOTHING: HttpMatch['headers'] = new Map()

const EVERYTHING: Omit<HttpMatch, 'place'> = {
  name: '',
  ignoreUriCase: false,
  headers: NOTHING,
  withoutHeaders: NOTHING,
  queryParams: NOTHING,
  source: { port: 0, labels: {}, namespace: '', gateways: [] },
}

/** core/route/route.go:IsCatchAllRoute. */
function isCatchAll({ uri, scheme, method, authority, headers, withoutHeaders, queryParams }: HttpMatch): boolean {
  const isAnyPath =
    uri === undefined || (uri.kind === 'prefix' && uri.value === '/') || (uri.kind === 'regex' && uri.value === '.*')
  const isOpen = scheme === undefined && method === undefined && authority === undefined
  return isAnyPath && isOpen && headers.size === 0 && withoutHeaders.size === 0 && queryParams.size === 0
}
