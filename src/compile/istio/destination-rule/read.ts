import { type Resource, resourceId } from '../../../config/resource.ts'
import { placeOf } from '../../../config/source-node.ts'
import { fields, list, optionalFields, text, textMap, texts } from '../field.ts'
import { resolveShortName } from '../host/name.ts'
import { CLUSTER_DOMAIN } from '../registry/kubernetes-service.ts'
import type { DestinationRule, Subset } from './destination-rule.ts'

export function readDestinationRule(resource: Resource): DestinationRule {
  const spec = fields(resource.body.spec)
  const selector = optionalFields(spec.workloadSelector)
  return {
    host: resolveShortName(text(spec.host), resource.namespace, CLUSTER_DOMAIN),
    namespace: resource.namespace,
    exportTo: selector ? new Set([resource.namespace]) : exportedTo(texts(spec.exportTo), resource.namespace),
    workloadSelector: selector && textMap(selector.matchLabels),
    trafficPolicy: optionalFields(spec.trafficPolicy),
    subsets: list(spec.subsets).map((entry, index) => readSubset(resource, fields(entry), index)),
    origin: { resource: resourceId(resource), place: resource.place, why: '' },
  }
}

function exportedTo(written: readonly string[], namespace: string): ReadonlySet<string> {
  return new Set(written.map(entry => (entry === '.' ? namespace : entry)))
}

function readSubset(resource: Resource, subset: Readonly<Record<string, unknown>>, index: number): Subset {
  return {
    name: text(subset.name),
    labels: textMap(subset.labels),
    trafficPolicy: optionalFields(subset.trafficPolicy),
    origin: {
      resource: resourceId(resource),
      place: placeOf(resource.source, ['spec', 'subsets', index]),
      why: '',
    },
  }
}
