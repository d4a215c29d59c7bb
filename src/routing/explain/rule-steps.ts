import type { Mesh } from '../../config/mesh.ts'
import type { Step } from '../../dataplane/explanation.ts'
import type { Origin } from '../../dataplane/origin.ts'
import type { Request } from '../../dataplane/request.ts'
import type { Route, RouteConfiguration, VirtualHost } from '../../dataplane/route.ts'
import { cutPort } from '../../proxy/route/authority.ts'
import type { Decision } from '../../proxy/route/decide.ts'
import { failedText, matchText } from './match-words.ts'
import { step } from './step.ts'
import { ruleName, writtenRule } from './written-rule.ts'

/** Route table and virtual host, with the domain that matched. */
export function tableSteps({ table, virtualHost, request, connection }: Decision): readonly Step[] {
  const filter = connection.filterChain?.filter
  if (filter?.kind !== 'http') return []
  const tableStep = step(
    'route table',
    table?.rejected ? `${table.name}: refused by Envoy as a whole` : filter.routeConfig,
  )
  if (!table || table.rejected !== undefined) return [tableStep]
  if (!virtualHost) {
    const hosts = table.virtualHosts.flatMap(({ domains }) => domains)
    const known = hosts.length > 8 ? `${hosts.slice(0, 8).join(', ')} and ${hosts.length - 8} more` : hosts.join(', ')
    return [tableStep, step('virtual host', `none has ${request.authority}; there are: ${known || 'no domains'}`)]
  }
  const domain = matchedDomain(table, virtualHost, request.authority)
  const text = `${virtualHost.name}, by its domain ${domain}`
  return [tableStep, step('virtual host', text, virtualHost.origin)]
}

/** The domain that Envoy's search ends at: exact, longest `*suffix`, longest `prefix*`, `*`. */
function matchedDomain(table: RouteConfiguration, { domains }: VirtualHost, authority: string): string {
  const host = (table.ignorePortInHost ? cutPort(authority) : authority).toLowerCase()
  const rank = (domain: string) => {
    const lower = domain.toLowerCase()
    if (lower === host) return 3e6
    if (lower === '*') return 0
    if (lower.startsWith('*')) return host.endsWith(lower.slice(1)) ? 2e6 + lower.length : -1
    return lower.endsWith('*') && host.startsWith(lower.slice(0, -1)) ? 1e6 + lower.length : -1
  }
  return domains.reduce((best, domain) => (rank(domain) > rank(best) ? domain : best), domains[0])
}

/** Every rule that was looked at, in order: why the ones before did not take the request, and what the taken one asks. */
export function ruleSteps(mesh: Mesh, { virtualHost, request, verdict }: Decision): readonly Step[] {
  if (!virtualHost || (verdict.kind !== 'route' && verdict.kind !== 'noRoute')) return []
  const end = verdict.kind === 'route' ? verdict.index : virtualHost.routes.length
  const passed = virtualHost.routes.slice(0, end).map(route => passedStep(mesh, route, request))
  if (verdict.kind !== 'route') return passed
  const { route } = verdict
  return [...passed, { ...step(nameOf(mesh, route), matchText(route.match), placeOnly(route.origin)), mark: 'taken' }]
}

function passedStep(mesh: Mesh, route: Route, request: Request): Step {
  const text = `needs ${failedText(route.match, request)}`
  return { ...step(nameOf(mesh, route), text, placeOnly(route.origin)), mark: 'passed' }
}

/** The rule's name in its file, with the name that the user gave it. */
function nameOf(mesh: Mesh, { origin, name }: Route): string {
  const written = writtenRule(mesh, origin)
  if (written) return name === '' ? ruleName(written) : `${ruleName(written)} (${name})`
  return name === '' ? origin.resource : `${name} route`
}

/** The title names the resource, and the virtual host has told why it is here. */
function placeOnly(origin: Origin): Origin {
  return { ...origin, resource: '', why: '' }
}
