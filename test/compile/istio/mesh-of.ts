import { expect } from 'vitest'
import type { IstioVersion, Mesh } from '../../../src/config/mesh.ts'
import { readMesh } from '../../../src/config/read-mesh.ts'

/** The mesh of one YAML text; the text must be free of errors, or the test would test something else. */
export function meshOf(yaml: string, options: { istio?: IstioVersion; meshConfig?: string } = {}): Mesh {
  const meshConfigText = options.meshConfig ? { path: 'meshconfig.yaml', text: options.meshConfig } : undefined
  const mesh = readMesh([{ path: 'mesh.yaml', text: yaml }], { istio: options.istio, meshConfigText })
  expect(mesh.diagnostics.filter(({ level }) => level === 'error')).toEqual([])
  return mesh
}

interface ClusterOptions {
  readonly meshConfig?: string
  readonly meshNetworks?: string
}

/** The mesh of several clusters, one YAML text for each; the first is the config cluster. */
export function meshOfClusters(clusters: Readonly<Record<string, string>>, options: ClusterOptions = {}): Mesh {
  const { meshConfig, meshNetworks } = options
  const files = Object.entries(clusters).map(([cluster, text]) => ({ path: `${cluster}.yaml`, text, cluster }))
  const mesh = readMesh(files, {
    meshConfigText: meshConfig === undefined ? undefined : { path: 'meshconfig.yaml', text: meshConfig },
    meshNetworksText: meshNetworks === undefined ? undefined : { path: 'meshnetworks.yaml', text: meshNetworks },
  })
  expect(mesh.diagnostics.filter(({ level }) => level === 'error')).toEqual([])
  return mesh
}

/** Several documents in one text. */
export function documents(...parts: readonly string[]): string {
  return parts.map(part => part.trim()).join('\n---\n')
}

interface DeploymentFigures {
  readonly namespace?: string
  readonly replicas?: number
  readonly labels?: Readonly<Record<string, string>>
  readonly node?: string
}

/** A Deployment whose pods carry `app: <name>` and the labels given. */
export function deployment(name: string, figures: DeploymentFigures = {}): string {
  const { namespace = 'default', replicas = 1, labels = { app: name }, node } = figures
  const spec = { containers: [{ name: 'app', image: 'example/app:1' }], ...(node ? { nodeName: node } : {}) }
  return JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  })
}

/** A Service of HTTP port 80 that selects `app: <name>`, with further fields of its spec. */
export function service(name: string, namespace = 'default', spec: object = {}): string {
  const ports = [{ name: 'http', port: 80 }]
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: { ports, selector: { app: name }, ...spec },
  })
}

/** A Node in region `r` and zone `z`. */
export function node(name: string, region: string, zone: string): string {
  const labels = { 'topology.kubernetes.io/region': region, 'topology.kubernetes.io/zone': zone }
  return JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name, labels } })
}

const SECURITY_KINDS = ['PeerAuthentication', 'AuthorizationPolicy', 'RequestAuthentication']

/** Any namespaced Istio resource; `metadata` adds a creationTimestamp or labels. */
export function istio(kind: string, name: string, namespace: string, spec: object, metadata: object = {}): string {
  const group = SECURITY_KINDS.includes(kind) ? 'security' : 'networking'
  return JSON.stringify({ apiVersion: `${group}.istio.io/v1`, kind, metadata: { name, namespace, ...metadata }, spec })
}
