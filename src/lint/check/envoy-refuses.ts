import { balancerPolicy } from '../../compile/istio/cluster/balancer.ts'
import { balancerRejection } from '../../compile/istio/cluster/rejection.ts'
import { compileIstio } from '../../compile/istio/compile.ts'
import { type Fields, fields } from '../../compile/istio/field.ts'
import { expandPods } from '../../compile/istio/pods/expand.ts'
import { hashPolicyOf } from '../../compile/istio/route/hash.ts'
import { hashRejection, rejectionOf } from '../../compile/istio/route/rejection.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import type { ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { Pod } from '../../dataplane/pod.ts'
import type { HashPolicy } from '../../dataplane/route.ts'
import { finding, findingAt, type LintCheck, type Path } from '../check.ts'
import { policyLayers } from '../policy-layer.ts'
import { type LintWorld, specOf } from '../world.ts'

export const envoyRefuses: LintCheck = {
  code: 'MS2516',
  title: 'a setting that istiod accepts and Envoy refuses',
  level: 'warning',
  meaning:
    'istiod’s validation lets some values through that Envoy does not take. Envoy then refuses the whole table: one bad route freezes all routes of that port at what they were, on every proxy that gets it; one bad cluster is missing. Known: redirect codes other than 301, 302, 303, 307 and 308, a direct response or abort with 600, weights that sum to more than 4294967295, header values with an unknown %COMMAND%, query parameters without a name, hash keys without a name or by a cookie with a negative `ttl`, rings larger than 8388608, a Maglev table of one entry.',
  fix: 'Change the value; write a percent sign in a header as `%%`.',
  bad: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec: { hosts: [web], http: [{ redirect: { uri: /new, redirectCode: 304 } }] }
`,
  good: `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web }
spec: { hosts: [web], http: [{ redirect: { uri: /new, redirectCode: 308 } }] }
`,
  find: world => [...refusedPolicies(world), ...refusedRoutes(world)],
}

/** Clusters, and the hash keys that travel on the routes to them, told where they are written. */
function refusedPolicies(world: LintWorld): readonly Diagnostic[] {
  return world.ofKind('DestinationRule').flatMap(rule =>
    policyLayers(rule).flatMap(({ policy, path }) => {
      const loadBalancer = fields(policy.loadBalancer)
      const hash = fields(loadBalancer.consistentHash)
      const at = [...path, 'loadBalancer', 'consistentHash']
      const found: Diagnostic[] = []
      const ofCluster = balancerRejection(balancerPolicy(loadBalancer))
      if (ofCluster !== undefined) {
        const message = `Envoy refuses the cluster, so that requests get 503 NC: ${ofCluster}`
        found.push(finding(envoyRefuses, rule, [...at, ...sizePath(hash)], message))
      }
      const key = hashPolicyOf(hash)
      const ofRoutes = key && hashRejection(key)
      if (ofRoutes !== undefined) {
        const message = `Envoy refuses the hash key, and with it each route table that leads to the host: ${ofRoutes}`
        found.push(finding(envoyRefuses, rule, [...at, ...keyPath(key)], message))
      }
      return found
    }),
  )
}

function sizePath(hash: Fields): Path {
  if (hash.maglev !== undefined) return ['maglev', 'tableSize']
  return hash.ringHash === undefined ? ['minimumRingSize'] : ['ringHash', 'minimumRingSize']
}

function keyPath(key: HashPolicy | undefined): Path {
  if (key?.kind === 'cookie') return ['httpCookie', 'ttl']
  return [key?.kind === 'query' ? 'httpQueryParameterName' : 'httpHeaderName']
}

/** Tables are only built where something looks like it: most meshes have nothing of the kind. */
function refusedRoutes(world: LintWorld): readonly Diagnostic[] {
  const suspects = new Set(
    world
      .ofKind('VirtualService')
      .filter(resource => SUSPICIOUS.test(JSON.stringify(specOf(resource).http ?? [])))
      .map(({ namespace, name }) => `VirtualService/${namespace}/${name}`),
  )
  if (suspects.size === 0) return []
  const placement = { zones: [], replicas: () => 1, spread: () => undefined }
  const { pods } = expandPods(world.mesh, placement)
  const gateways = new Set(world.gatewayWorkloads.map(({ namespace, workload }) => `${namespace}/${workload}`))
  const plane = compileIstio({ mesh: world.mesh, pods })
  const found = new Map<string, Diagnostic>()
  for (const pod of onePerClass(pods, gateways)) {
    const tables = plane.tablesFor(pod)
    for (const name of tables.routeConfigNames()) {
      const table = tables.routeConfig(name)
      if (!table?.rejected) continue
      for (const host of table.virtualHosts) {
        for (const route of host.routes) {
          const reason = rejectionOf([{ ...host, routes: [route] }])
          const resource = reason === undefined ? undefined : world.resource(route.origin.resource)
          if (!reason || !resource) continue
          const { file, line, column } = route.origin.place
          const message = `Envoy refuses this route, and with it the whole table ${name} of ${pod.namespace}/${pod.workload} (${reason}): the routes stay what they were`
          const key = `${file}:${line}:${column}`
          if (!found.has(key)) found.set(key, findingAt(envoyRefuses, resource, route.origin.place, message))
        }
      }
    }
  }
  return [...found.values()]
}

const SUSPICIOUS =
  /"redirectCode":|%|"queryParams":\{[^}]*"":|request\.auth\.claims|"(?:httpStatus|status)":600|"weight":\d{10}/

/** Sidecars of one namespace and one set of labels have the same tables; gateways differ one by one. */
function onePerClass(pods: readonly Pod[], gateways: ReadonlySet<string>): readonly ProxyIdentity[] {
  const classes = new Map<string, ProxyIdentity>()
  for (const pod of pods) {
    const isGateway = gateways.has(`${pod.namespace}/${pod.workload}`)
    if (!isGateway && !pod.sidecar) continue
    const key = isGateway ? `${pod.namespace}/${pod.workload}` : pod.namespace
    if (!classes.has(key)) classes.set(key, { ...pod, kind: isGateway ? 'gateway' : 'sidecar' })
  }
  return [...classes.values()]
}
