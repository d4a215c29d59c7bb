import type { Mesh } from '../../../config/mesh.ts'
import type { Resource } from '../../../config/resource.ts'
import { GATEWAY_NAME_LABEL } from '../../gateway-api/kinds.ts'
import { fields, labelsMatch, textMap } from '../field.ts'
import type { WorkloadTemplate } from './workload-template.ts'
import { readWorkloads } from './workloads.ts'

/** Gateway resources of Istio's own API. */
export function istioGateways(mesh: Mesh): readonly Resource[] {
  return mesh.resources.filter(
    resource => resource.kind === 'Gateway' && resource.apiVersion.startsWith('networking.istio.io/'),
  )
}

export function gatewaySelector(gateway: Resource): Readonly<Record<string, string>> {
  return textMap(fields(gateway.body.spec).selector)
}

const GATEWAY_LABELS: ReadonlySet<string> = new Set(['ingressgateway', 'egressgateway', 'eastwestgateway'])

/**
 * Workloads whose pods are gateway proxies rather than applications with a sidecar: those that say so (the injection
 * template, or the labels of Istio's own install) and those that the selector of a Gateway picks.
 */
export function gatewayWorkloads(mesh: Mesh): readonly WorkloadTemplate[] {
  const selectors = istioGateways(mesh)
    .map(gatewaySelector)
    .filter(selector => Object.keys(selector).length > 0)
  return readWorkloads(mesh).filter(
    template => saysGateway(template) || selectors.some(selector => labelsMatch(selector, template.labels)),
  )
}

function saysGateway(template: WorkloadTemplate): boolean {
  if (GATEWAY_NAME_LABEL in template.labels) return true
  return template.annotations['inject.istio.io/templates'] === 'gateway' || GATEWAY_LABELS.has(template.labels.istio)
}
