// One proxy of a mesh on both sides: the tables that requests are decided by, and a bootstrap in which every cluster is one
// address of the back-end.
import { openMesh, withGatewayPods } from '../../../dist/compile/open-mesh.js'
import { readMesh } from '../../../dist/config/read-mesh.js'
import { ownAddresses } from '../../../dist/export/envoy/addresses.js'
import { exportProxy } from '../../../dist/export/envoy/bootstrap.js'
import { adaptedBootstrap, withTime } from './adapted-bootstrap.mjs'

/** What meshsim takes every cluster to be: one healthy endpoint. */
const ASSIGNMENT = {
  localities: [
    {
      locality: { region: '', zone: '', subzone: '' },
      priority: 0,
      weight: 1,
      endpoints: [{ address: '10.0.0.1:80', port: 80, pod: '', weight: 1, health: 'HEALTHY', mtls: false }],
    },
  ],
}

/** @returns the proxies of a mesh that have HTTP tables in plain text: the first pod of every workload */
export function proxiesOf({ mesh: text, meshConfig }) {
  const settings = meshConfig ? { meshConfigText: { path: 'meshconfig.yaml', text: meshConfig } } : {}
  const { mesh } = withGatewayPods(readMesh([{ path: 'mesh.yaml', text }], settings))
  const { dataPlane, gateways } = openMesh(mesh)
  const ports = portsIn(mesh.resources)
  const first = new Map(dataPlane.pods.toReversed().map(pod => [`${pod.namespace}/${pod.workload}`, pod]))
  const proxies = [...first].toReversed().map(([workload, pod]) => {
    const identity = { ...pod, kind: gateways.has(workload) ? 'gateway' : 'sidecar' }
    const tables = dataPlane.tablesFor(identity)
    return { identity, tables, server: dataPlane.serverSideOf(identity), ...targetsOf(tables, ports) }
  })
  return proxies.filter(({ targets }) => targets.length > 0)
}

/** The bootstrap, what it left out, and the same tables for meshsim: every cluster has one healthy endpoint. */
export function liveProxy({ identity, tables, server, targets }, { firstPort, adminPort, backendPort, logs }) {
  const plan = { identity, tables, server, targets, addresses: ownAddresses(), firstPort, adminPort, logs }
  const { bootstrap, ways, leftOut } = exportProxy(plan)
  const tableAt = new Map(tables.routeConfigNames().map(name => [name, withTime(tables.routeConfig(name))]))
  const known = new Set(bootstrap.static_resources.clusters.map(({ name }) => name))
  const cluster = name => known.has(name) && { ...tables.cluster(name), type: 'STATIC', panicThreshold: 0 }
  return {
    ...adaptedBootstrap(bootstrap, backendPort),
    ways,
    leftOut,
    reachable: {
      ...tables,
      routeConfig: name => tableAt.get(name),
      cluster: name => cluster(name) || undefined,
      loadAssignment: name => (known.has(name) ? ASSIGNMENT : undefined),
    },
  }
}

/** For each HTTP table something that an application could dial to meet it. */
function targetsOf(tables, ports) {
  const targets = []
  const left = []
  for (const name of tables.routeConfigNames()) {
    const table = tables.routeConfig(name)
    if (table === undefined) continue
    const hosts = [...new Set(table.virtualHosts.flatMap(({ domains }) => domains.map(hostOfDomain)))]
    const target = hosts
      .flatMap(host => ports.map(port => ({ host, port })))
      .find(each => tableOf(tables, each) === name)
    if (table.rejected !== undefined) left.push('tables that Envoy refuses, as meshsim says')
    else if (target === undefined) left.push('tables behind TLS, or that no name leads to')
    else targets.push(target)
  }
  return { targets, left }
}

function tableOf(tables, target) {
  const { filter } = tables.connect(target).filterChain ?? {}
  return filter?.kind === 'http' && !filter.terminatesTls ? filter.routeConfig : undefined
}

function hostOfDomain(domain) {
  return domain.replace(/:\d+$/, '').replace(/^\*/, 'x').replace(/\*$/, 'x')
}

/** Ports that anything in the files names; a mesh changed at random may have anything in these places. */
function portsIn(resources) {
  const lists = resources.flatMap(({ body: { spec } }) => [spec?.servers, spec?.ports, spec?.listeners])
  const numbers = lists
    .flatMap(list => (Array.isArray(list) ? list : []))
    .map(each => each?.port?.number ?? each?.port ?? each?.number)
  return [...new Set([80, ...numbers])].filter(Number.isInteger)
}
