import type { Mesh } from '../../../config/mesh.ts'
import type { Resource } from '../../../config/resource.ts'
import { byCreation } from '../creation-order.ts'
import { type Fields, fields, labelsMatch, optionalFields, text, textMap } from '../field.ts'
import { append } from '../multimap.ts'

export type PeerMode = 'DISABLE' | 'PERMISSIVE' | 'STRICT'

/** Which mTLS mode servers expect, as their callers need to know it (pilot/pkg/model/authentication.go). */
export interface PeerModes {
  /** Of the namespace, else of the mesh: decides whether a cluster offers mesh TLS at all. */
  ofNamespace(namespace: string): PeerMode
  /** Of one workload and port. */
  ofWorkload(namespace: string, labels: Readonly<Record<string, string>>, port: number): PeerMode
  /** Ports that the workload's own policy names, whatever mode it gives them. */
  namedPorts(namespace: string, labels: Readonly<Record<string, string>>): readonly number[]
}

interface Policy {
  readonly selector?: Readonly<Record<string, string>>
  readonly mode?: PeerMode
  readonly ports: Fields
}

/** Workload before namespace before mesh, the oldest at each level; an unset mode inherits. */
export function readPeerModes(mesh: Mesh): PeerModes {
  const byNamespace = new Map<string, Policy[]>()
  const resources = mesh.resources.filter(({ kind }) => kind === 'PeerAuthentication').sort(byCreation)
  for (const resource of resources) append(byNamespace, resource.namespace, readPolicy(resource))
  const general = (namespace: string) => byNamespace.get(namespace)?.find(policy => !policy.selector)?.mode
  const meshMode = general(mesh.settings.rootNamespace) ?? 'PERMISSIVE'
  const ofNamespace = (namespace: string) => general(namespace) ?? meshMode
  const ownPolicy = (namespace: string, labels: Readonly<Record<string, string>>) =>
    byNamespace.get(namespace)?.find(policy => policy.selector !== undefined && labelsMatch(policy.selector, labels))
  return {
    ofNamespace,
    ofWorkload(namespace, labels, port) {
      const own = ownPolicy(namespace, labels)
      return modeOf(fields(own?.ports[String(port)])) ?? own?.mode ?? ofNamespace(namespace)
    },
    namedPorts: (namespace, labels) => Object.keys(ownPolicy(namespace, labels)?.ports ?? {}).map(Number),
  }
}

function readPolicy(resource: Resource): Policy {
  const spec = fields(resource.body.spec)
  const selector = optionalFields(spec.selector)
  const labels = selector && textMap(selector.matchLabels)
  return {
    selector: labels && Object.keys(labels).length > 0 ? labels : undefined,
    mode: modeOf(fields(spec.mtls)),
    ports: fields(spec.portLevelMtls),
  }
}

function modeOf(mtls: Fields): PeerMode | undefined {
  const mode = text(mtls.mode)
  return mode === 'DISABLE' || mode === 'PERMISSIVE' || mode === 'STRICT' ? mode : undefined
}
