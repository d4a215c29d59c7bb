import type { Mesh } from '../../config/mesh.ts'
import { LOCAL_CLUSTER } from '../../dataplane/cluster.ts'
import type { Connection, ConnectTarget, DataPlane, ProxyIdentity, ProxyTables } from '../../dataplane/data-plane.ts'
import { type Pod, podId } from '../../dataplane/pod.ts'
import type { ServerSide } from '../../dataplane/server-side.ts'
import { localityText } from '../../kernel/locality.ts'
import { buildResolver } from './dns.ts'
import { indexEndpoints } from './endpoint/endpoint-index.ts'
import { localCluster } from './endpoint/local-cluster.ts'
import { buildServerSide } from './inbound/server-side.ts'
import { once, onDemand } from './once.ts'
import { buildProxyClass, classKey, type ProxyClass } from './proxy-class.ts'
import { type IstioWorld, readWorld } from './world.ts'

/**
 * The tables that istiod would send to every proxy of the mesh. Nothing is built before a proxy asks, and then once per
 * class of proxies and per name: a thousand services cost nothing to the callers that use ten.
 */
export function compileIstio(input: { readonly mesh: Mesh; readonly pods: readonly Pod[] }): DataPlane {
  return dataPlaneOver(readWorld(input.mesh), new Map(), input.pods)
}

function dataPlaneOver(world: IstioWorld, classes: Map<string, ProxyClass>, pods: readonly Pod[]): DataPlane {
  const endpoints = once(() => indexEndpoints(world.endpoints, pods))
  const resolver = onDemand((cluster: string) => buildResolver(world.registry, pods, cluster))

  const classOf = (key: string, proxy: ProxyIdentity) => {
    let found = classes.get(key)
    if (!found) {
      const pod = pods.find(pod => podId(pod) === podId(proxy))
      found = buildProxyClass(proxy, pod, world, endpoints())
      classes.set(key, found)
    }
    return found
  }
  const shared = new Map<string, ReturnType<typeof partsOf>>()
  const partsOf = (key: string, proxy: ProxyIdentity) => {
    const proxyClass = classOf(key, proxy)
    return {
      proxyClass,
      clusters: proxyClass.clustersOver(endpoints()),
      listeners: proxyClass.listenersOver(pods, resolver(proxy.cluster)),
    }
  }
  const tables = new Map<string, ProxyTables>()
  const serverSides = new Map<string, ServerSide>()

  return {
    pods,
    withPods: others => dataPlaneOver(world, classes, others),
    tablesFor: bare => {
      const proxy = { ...bare, labels: world.labels.outbound(bare) }
      const key = classKey(proxy)
      const itself = world.discoversItself(proxy)
      const own = itself ? proxy.workload : ''
      const place = [localityText(proxy.locality), proxy.node, proxy.cluster, proxy.network, own].join('\n')
      const known = tables.get(`${key}\n${place}`)
      if (known) return known
      const parts = shared.get(key) ?? partsOf(key, proxy)
      shared.set(key, parts)
      const { clusters, listeners, proxyClass } = parts
      const made: ProxyTables = {
        connect: memoisedConnect(listeners.connect),
        locality: proxy.locality,
        routeConfig: proxyClass.routes.routeConfig,
        cluster: clusters.cluster,
        refusedCluster: clusters.refused,
        loadAssignment: onDemand(name =>
          itself && name === LOCAL_CLUSTER
            ? localCluster(proxy, world.registry.services, endpoints(), pods, world.clusters.gateways)
            : clusters.loadAssignment(name, proxy),
        ),
        originalDestinations: onDemand(name => clusters.originalDestinations(name, proxy)),
        listenerNames: once(listeners.listenerNames),
        routeConfigNames: once(listeners.routeConfigNames),
        clusterNames: once(clusters.names),
      }
      tables.set(`${key}\n${place}`, made)
      return made
    },
    serverSideOf: bare => {
      const proxy = { ...bare, labels: world.labels.all(bare) }
      const key = `${classKey(proxy)}\n${proxy.serviceAccount}`
      const known = serverSides.get(key)
      if (known) return known
      const pod = pods.find(candidate => podId(candidate) === podId(proxy))
      const made = buildServerSide(proxy, pod, world.security)
      serverSides.set(key, made)
      return made
    },
  }
}

/** Callers dial few addresses many times. */
function memoisedConnect(connect: (target: ConnectTarget) => Connection): (target: ConnectTarget) => Connection {
  const known = new Map<string, Connection>()
  return target => {
    const key = `${target.host} ${target.port} ${target.tls ? target.tls.sni : ' '}`
    let connection = known.get(key)
    if (!connection) {
      connection = connect(target)
      known.set(key, connection)
    }
    return connection
  }
}
