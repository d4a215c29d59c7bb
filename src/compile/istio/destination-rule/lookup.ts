import { labelsMatch } from '../field.ts'
import { isWildcard } from '../host/name.ts'
import type { MeshService } from '../registry/service.ts'
import type { DestinationRule } from './destination-rule.ts'
import type { DestinationRuleIndex, RulesOfNamespace } from './index-rules.ts'

/** Who asks: its namespace and the labels of its pod. */
export interface RuleClient {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
}

/**
 * The DestinationRule that a client applies to a service: of its own namespace, else exported by the service's, else
 * by the root namespace. The first namespace with a match decides, with the most specific host
 * (pilot/pkg/model/push_context.go:destinationRule, sidecar.go:DestinationRule).
 */
export function destinationRuleFor(
  index: DestinationRuleIndex,
  client: RuleClient,
  service: MeshService,
): DestinationRule | undefined {
  const own =
    client.namespace === index.rootNamespace
      ? mostSpecific(index.rootPrivate, service.hostname)
      : mostSpecific(index.local.get(client.namespace), service.hostname)
  if (own) return selected(own, client, 'the client’s namespace comes first')
  const fromService = exportedBy(index, service.namespace, client, service)
  if (fromService) return selected(fromService, client, 'exported by the service’s namespace')
  const fromRoot = exportedBy(index, index.rootNamespace, client, service)
  return fromRoot && selected(fromRoot, client, 'exported by the root namespace')
}

function exportedBy(
  index: DestinationRuleIndex,
  owner: string,
  client: RuleClient,
  service: MeshService,
): readonly DestinationRule[] | undefined {
  const visible = mostSpecific(index.exported.get(owner), service.hostname)?.filter(
    ({ exportTo }) => exportTo.size === 0 || exportTo.has('*') || exportTo.has(client.namespace),
  )
  return visible && visible.length > 0 ? visible : undefined
}

/** Rules of the most specific host that covers `hostname`: itself, else the longest wildcard (MostSpecificHostMatch). */
function mostSpecific(rules: RulesOfNamespace | undefined, hostname: string): readonly DestinationRule[] | undefined {
  if (!rules) return undefined
  const exact = rules.byHost.get(hostname)
  if (exact) return exact
  const name = isWildcard(hostname) ? hostname.slice(1) : hostname
  const wildcard = rules.wildcards.find(host => name.endsWith(host.slice(1)))
  return wildcard === undefined ? undefined : rules.byHost.get(wildcard)
}

/**
 * A rule whose workloadSelector picks the client wins; else the last one without selector. That there are only rules for
 * other pods leaves the client with none: no other namespace is asked.
 */
function selected(rules: readonly DestinationRule[], client: RuleClient, why: string): DestinationRule | undefined {
  let general: DestinationRule | undefined
  for (const rule of rules) {
    if (rule.workloadSelector === undefined) general = rule
    else if (rule.namespace === client.namespace && labelsMatch(rule.workloadSelector, client.labels)) {
      return because(rule, 'its workloadSelector picks the client')
    }
  }
  return general && because(general, why)
}

function because(rule: DestinationRule, why: string): DestinationRule {
  return { ...rule, origin: { ...rule.origin, why } }
}
