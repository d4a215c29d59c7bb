import { compileIstio } from '../../compile/istio/compile.ts'
import { fields, numberOr } from '../../compile/istio/field.ts'
import { expandPods } from '../../compile/istio/pods/expand.ts'
import { rejectionOf } from '../../compile/istio/route/rejection.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import type { ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { Pod } from '../../dataplane/pod.ts'
import { finding, findingAt, type LintCheck } from '../check.ts'
import { policyLayers } from '../policy-layer.ts'
import { type LintWorld, specOf } from '../world.ts'

export const envoyRefuses: LintCheck = {
  code: 'MS2516',
  title: 'a setting that istiod accepts and Envoy refuses',
  level: 'warning',
  meaning:
    'istiod’s validation lets some values through that Envoy does not take. Envoy then refuses the whole table: one bad route freezes all routes of that port at what they were, on every proxy that gets it; one bad cluster is missing. Known: redirect codes other than 301, 302, 303, 307 and 308, header values with an unknown %COMMAND%, query parameters without a name, rings larger than 8388608.',
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
  find: world => [...largeRings(world), ...refusedRoutes(world)],
}

/** Envoy's upper bound of minimum_ring_size. */
const RING_LIMIT = 8_388_608

function largeRings(world: LintWorld): readonly Diagnostic[] {
  return world.ofKind('DestinationRule').flatMap(rule =>
    policyLayers(rule).flatMap(({ policy, path }) => {
      const hash = fields(fields(policy.loadBalancer).consistentHash)
      const at = [...path, 'loadBalancer', 'consistentHash']
      const sizes = [
        { size: numberOr(fields(hash.ringHash).minimumRingSize, 0), path: [...at, 'ringHash', 'minimumRingSize'] },
        { size: numberOr(hash.minimumRingSize, 0), path: [...at, 'minimumRingSize'] },
      ]
      return sizes
        .filter(({ size }) => size > RING_LIMIT)
        .map(ring => finding(envoyRefuses, rule, ring.path, `Envoy refuses rings of more than ${RING_LIMIT} entries`))
    }),
  )
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

const SUSPICIOUS = /"redirectCode":|%|"queryParams":\{[^}]*"":|request\.auth\.claims/

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
