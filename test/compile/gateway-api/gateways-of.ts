import { deployGateways } from '../../../src/compile/gateway-api/deployment.ts'
import { compileIstio } from '../../../src/compile/istio/compile.ts'
import { expandPods } from '../../../src/compile/istio/pods/expand.ts'
import { FROM_FILES } from '../../../src/compile/istio/pods/placement.ts'
import type { ProxyTables } from '../../../src/dataplane/data-plane.ts'
import type { Request } from '../../../src/dataplane/request.ts'
import { type Decision, decide } from '../../../src/proxy/route/decide.ts'
import { meshOf } from '../istio/mesh-of.ts'

const GROUP = 'gateway.networking.k8s.io/v1'

export function gateway(name: string, listeners: string, namespace = 'default'): string {
  return `{ apiVersion: ${GROUP}, kind: Gateway, metadata: { name: ${name}, namespace: ${namespace} }, spec: { gatewayClassName: istio, listeners: [${listeners}] } }`
}

export function route(name: string, spec: string, namespace = 'default', kind = 'HTTPRoute'): string {
  return `{ apiVersion: ${GROUP}, kind: ${kind}, metadata: { name: ${name}, namespace: ${namespace} }, spec: { ${spec} } }`
}

export const HTTP = '{ name: http, port: 80, protocol: HTTP }'

/** Tables of the pod that istiod makes for a Gateway. */
export function tablesOf(name: string, namespace: string, ...documents: readonly string[]): ProxyTables {
  const mesh = deployGateways(meshOf(documents.join('\n---\n')))
  const { pods } = expandPods(mesh, FROM_FILES)
  const pod = pods.find(candidate => candidate.namespace === namespace && candidate.workload === `${name}-istio`)
  if (!pod) throw new Error(`no pod serves ${namespace}/${name}`)
  return compileIstio({ mesh, pods }).tablesFor({ kind: 'gateway', ...pod })
}

/** What a Gateway's proxy decides about a GET. */
export function asked(tables: ProxyTables, authority: string, path = '/', more: Partial<Request> = {}): Decision {
  const request: Request = { method: 'GET', scheme: 'http', authority, path, headers: new Map(), ...more }
  return decide(tables, { target: { host: authority, port: 80 }, request, gateway: true })
}

/** Name of the rule that takes it; `404` = none does. */
export function ruleOf(tables: ProxyTables, authority: string, path = '/', more: Partial<Request> = {}): string {
  const { verdict } = asked(tables, authority, path, more)
  return verdict.kind === 'route' ? verdict.route.name : '404'
}
