import { fields, labelsMatch, optionalFields, text } from '../../compile/istio/field.ts'
import { readPeerModes } from '../../compile/istio/peer-authentication/peer-modes.ts'
import type { WorkloadTemplate } from '../../compile/istio/pods/workload-template.ts'
import type { ServicePort } from '../../compile/istio/registry/service.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import type { Resource } from '../../config/resource.ts'
import { finding, type LintCheck } from '../check.ts'
import { type PolicyLayer, policyLayers, servicesOf } from '../policy-layer.ts'
import type { LintWorld } from '../world.ts'

export const mtlsMismatch: LintCheck = {
  code: 'MS2512',
  title: 'TLS of a DestinationRule that the servers do not take',
  level: 'warning',
  meaning:
    'A `tls` block of a DestinationRule takes the place of automatic mutual TLS. With DISABLE (or SIMPLE and MUTUAL, whose certificates are not the mesh’s) against a STRICT PeerAuthentication the server resets every connection; with ISTIO_MUTUAL against DISABLE, or against pods without a sidecar, nobody answers the handshake. Callers see 503.',
  fix: 'Remove the `tls` block: callers then learn from istiod what each server takes.',
  bad: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec: { host: web, trafficPolicy: { tls: { mode: DISABLE } } }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default }
spec: { mtls: { mode: STRICT } }
`,
  good: `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web }
spec: { host: web, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } }
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default }
spec: { mtls: { mode: STRICT } }
`,
  find: world => world.ofKind('DestinationRule').flatMap(rule => found(rule, world)),
}

function found(rule: Resource, world: LintWorld): readonly Diagnostic[] {
  const layers = policyLayers(rule).filter(({ policy }) => optionalFields(policy.tls))
  if (layers.length === 0) return []
  const peers = readPeerModes(world.mesh)
  return layers.flatMap(layer => {
    const mode = text(fields(layer.policy.tls).mode) || 'DISABLE'
    const servers = serversOf(rule, layer, world)
    const problem = servers.map(({ workload, port }) => {
      if (!workload.sidecar) return mode === 'ISTIO_MUTUAL' ? `${named(workload)} has no sidecar` : undefined
      const takes = peers.ofWorkload(workload.namespace, workload.labels, targetOf(port, workload))
      if (mode === 'ISTIO_MUTUAL')
        return takes === 'DISABLE' ? `${named(workload)} takes plain text only (DISABLE)` : undefined
      return takes === 'STRICT' ? `${named(workload)} takes mutual TLS of the mesh only (STRICT)` : undefined
    })
    const first = problem.find(each => each !== undefined)
    if (first === undefined) return []
    const message = `callers use mode ${mode}, but ${first}: its connections fail with 503`
    return [finding(mtlsMismatch, rule, [...layer.path, 'tls', 'mode'], message)]
  })
}

function serversOf(rule: Resource, { subset, port }: PolicyLayer, world: LintWorld) {
  return servicesOf(rule, world)
    .filter(({ external }) => !external)
    .flatMap(service => {
      const workloads = world
        .backends(service)
        .filter(({ labels }) => subset === undefined || labelsMatch(subset.labels, labels))
      const ports = service.ports.filter(({ number }) => port === undefined || number === port)
      return workloads.flatMap(workload => ports.map(one => ({ workload, port: one })))
    })
}

function targetOf({ targetPort }: ServicePort, { portNames }: WorkloadTemplate): number {
  return typeof targetPort === 'number' ? targetPort : (portNames[targetPort] ?? 0)
}

function named({ namespace, workload }: WorkloadTemplate): string {
  return `${namespace}/${workload}`
}
