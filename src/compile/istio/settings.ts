import type { MeshSettings } from '../../config/mesh.ts'
import { type Fields, fields, list, optionalFields, texts } from './field.ts'
import { CLUSTER_DOMAIN } from './registry/kubernetes-service.ts'
import { isAtLeast } from './release.ts'
import type { OutboundPolicy } from './sidecar-scope/scope.ts'
import { parseOutboundPolicy } from './sidecar-scope/sidecar.ts'

/** What MeshConfig and the release decide about routes. */
export interface RoutingSettings {
  readonly rootNamespace: string
  readonly outbound: OutboundPolicy
  readonly virtualServiceExportTo: readonly string[]
  readonly defaultRetries?: Fields
  readonly absoluteNames: boolean
}

export function routingSettings(settings: MeshSettings): RoutingSettings {
  const config = settings.meshConfig
  const exportTo = list(config.defaultVirtualServiceExportTo)
  return {
    rootNamespace: settings.rootNamespace,
    outbound: parseOutboundPolicy(
      fields(config.outboundTrafficPolicy),
      'ALLOW_ANY',
      settings.rootNamespace,
      CLUSTER_DOMAIN,
    ),
    virtualServiceExportTo: exportTo.length > 0 ? texts(exportTo) : ['*'],
    defaultRetries: optionalFields(config.defaultHttpRetryPolicy),
    absoluteNames: isAtLeast(settings.istio, '1.27'),
  }
}
