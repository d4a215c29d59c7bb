// W6: from YAML text to every table that one caller is sent, and the decisions of calls on them.
import { Unreadable } from '../meshsim.mjs'
import { meshText, REPLICAS, SUBSETS, serviceAt } from './mesh.mjs'

export const SERVICES = 1000

export const TEXT = meshText(SERVICES)

/** Four per service, and the caller's Deployment. */
export const DOCUMENTS = 4 * SERVICES + 1

/** Everything from text to tables; a proxy makes its tables on first use, so all of them are asked for by name. */
export async function prepareCompile(text = TEXT) {
  const { readMesh, deployGateways, expandPods, compileIstio, decide } = await compiler()
  return () => {
    const mesh = deployGateways(readMesh([{ path: 'w6.yaml', text }]))
    const { pods } = expandPods(mesh, { zones: [], replicas: () => undefined, spread: () => undefined })
    const tables = compileIstio({ mesh, pods }).tablesFor(callerOf(pods))
    for (const name of tables.routeConfigNames()) tables.routeConfig(name)
    const clusters = tables.clusterNames()
    for (const name of clusters) tables.cluster(name)
    const endpoints = clusters.map(name => tables.loadAssignment(name)).map(countEndpoints)
    tables.listenerNames()
    return {
      requests: mesh.resources.length,
      problems: mesh.diagnostics.length,
      clusters: clusters.length,
      endpoints: endpoints.reduce((sum, count) => sum + count, 0),
      /** How many of these calls are decided as the mesh says. */
      rightDecisions: asked => asked.filter(({ call, wanted }) => goalOf(decide(tables, call)) === wanted).length,
    }
  }
}

function goalOf({ verdict }) {
  return verdict.kind === 'route' && verdict.route.action.clusters.map(({ cluster }) => cluster).join()
}

function callerOf(pods) {
  const { name, namespace, workload, labels, locality, cluster, network, serviceAccount, node } = pods.find(
    pod => pod.workload === 'caller',
  )
  return { kind: 'sidecar', name, namespace, workload, labels, locality, cluster, network, serviceAccount, node }
}

function countEndpoints(assignment) {
  const localities = assignment?.localities ?? []
  return localities.reduce((sum, { endpoints }) => sum + endpoints.length, 0)
}

/** Of every service four calls, one for each way through its VirtualService, with the subsets that must take them. */
export function calls() {
  return Array.from({ length: SERVICES }, (_, index) => serviceAt(index)).flatMap(facts => [
    callTo(facts, '/anything', 'somebody', ['v1', 'v2']),
    callTo(facts, `${facts.path}/items?page=2`, 'somebody', ['v2']),
    callTo(facts, `/old-${facts.name}/42/v2`, 'somebody', ['v2']),
    callTo(facts, `/${facts.name}/cart`, 'jason', ['v3']),
  ])
}

function callTo({ host, port }, path, user, subsets) {
  const headers = new Map([
    ['end-user', [user]],
    ['user-agent', ['bench/1.0']],
  ])
  const request = { method: 'GET', scheme: 'http', authority: `${host}:${port}`, path, headers }
  return {
    call: { target: { host, port }, request, gateway: false },
    wanted: subsets.map(subset => `outbound|${port}|${subset}|${host}`).join(),
  }
}

export const found = (name, count, expected) => ({
  right: count === expected,
  text: `${name} ${count}, expected ${expected}`,
})

/** A catch-all cluster for unknown hosts and one for nowhere stand beside those of the services and their subsets. */
function judgeTables({ requests, problems, clusters, endpoints }) {
  return [
    found('documents', requests, DOCUMENTS),
    found('problems', problems, 0),
    found('clusters', clusters, (1 + SUBSETS) * SERVICES + 2),
    // Of each service all pods are of one version: they are behind the service and behind one of its subsets.
    found('endpoints', endpoints, 2 * REPLICAS * SERVICES),
  ]
}

export function judgeDecisions(right) {
  return [found('right decisions', right, 4 * SERVICES)]
}

export function judgeCompiled(compiled) {
  return [...judgeTables(compiled), ...judgeDecisions(compiled.rightDecisions(calls()))]
}

async function compiler() {
  try {
    const [{ readMesh }, { deployGateways }, { expandPods }, { compileIstio }, { decide }] = await Promise.all([
      import('../../../dist/config/read-mesh.js'),
      import('../../../dist/compile/gateway-api/deployment.js'),
      import('../../../dist/compile/istio/pods/expand.js'),
      import('../../../dist/compile/istio/compile.js'),
      import('../../../dist/proxy/route/decide.js'),
    ])
    return { readMesh, deployGateways, expandPods, compileIstio, decide }
  } catch (error) {
    throw new Unreadable(`dist/ can't be read, run npm run build first: ${error.message}`)
  }
}
