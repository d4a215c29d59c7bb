import type { Mesh } from '../../../config/mesh.ts'
import type { Resource } from '../../../config/resource.ts'
import { byCreation } from '../creation-order.ts'
import { compareSpecificity, isWildcard } from '../host/name.ts'
import { append } from '../multimap.ts'
import { defaultExportTo } from '../registry/export-to.ts'
import type { DestinationRule } from './destination-rule.ts'
import { mergeByHost } from './merge.ts'
import { readDestinationRule } from './read.ts'

/** DestinationRules of one namespace, by host. */
export interface RulesOfNamespace {
  readonly byHost: ReadonlyMap<string, readonly DestinationRule[]>
  /** Hosts with a star, longest first. */
  readonly wildcards: readonly string[]
}

/** pilot/pkg/model/push_context.go:destinationRuleIndex. */
export interface DestinationRuleIndex {
  readonly rootNamespace: string
  /** For clients of the namespace: its public and private rules. */
  readonly local: ReadonlyMap<string, RulesOfNamespace>
  /** For clients of other namespaces. */
  readonly exported: ReadonlyMap<string, RulesOfNamespace>
  /** Private rules of the root namespace, for its own clients. */
  readonly rootPrivate: RulesOfNamespace
}

export function indexDestinationRules(mesh: Mesh): DestinationRuleIndex {
  const { rootNamespace, meshConfig } = mesh.settings
  const privateByDefault = defaultExportTo(meshConfig, 'defaultDestinationRuleExportTo').includes('.')
  const local = new Map<string, DestinationRule[]>()
  const exported = new Map<string, DestinationRule[]>()
  const rootPrivate: DestinationRule[] = []
  for (const resource of inMergeOrder(mesh.resources.filter(isDestinationRule))) {
    const rule = readDestinationRule(resource)
    const { exportTo, namespace } = rule
    if (exportTo.size === 0 || exportTo.has('*') || exportTo.has(namespace)) append(local, namespace, rule)
    const isPrivate = exportTo.size === 0 ? privateByDefault : exportTo.size === 1 && exportTo.has(namespace)
    if (!isPrivate) append(exported, namespace, rule)
    else if (namespace === rootNamespace) rootPrivate.push(rule)
  }
  return {
    rootNamespace,
    local: mapValues(local, rulesOfNamespace),
    exported: mapValues(exported, rulesOfNamespace),
    rootPrivate: rulesOfNamespace(rootPrivate),
  }
}

function isDestinationRule(resource: Resource): boolean {
  return resource.kind === 'DestinationRule'
}

/** Those with a workloadSelector first, then by age, name, namespace (sortConfigBySelectorAndCreationTime). */
function inMergeOrder(resources: readonly Resource[]): readonly Resource[] {
  const hasSelector = (resource: Resource) =>
    (resource.body.spec as { workloadSelector?: unknown } | undefined)?.workloadSelector !== undefined
  return [...resources].sort((a, b) => Number(hasSelector(b)) - Number(hasSelector(a)) || byCreation(a, b))
}

function rulesOfNamespace(rules: readonly DestinationRule[]): RulesOfNamespace {
  const byHost = mergeByHost(rules)
  const wildcards = [...byHost.keys()].filter(isWildcard).sort(compareSpecificity)
  return { byHost, wildcards }
}

function mapValues<A, B>(map: ReadonlyMap<string, A>, change: (value: A) => B): ReadonlyMap<string, B> {
  return new Map([...map].map(([key, value]) => [key, change(value)]))
}
