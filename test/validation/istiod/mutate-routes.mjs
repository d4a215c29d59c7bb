// Random changes of objects of the Gateway API: further routes of other meshes and twins of one's own, other parents, hostnames, ages,
// back-ends, weights and matches, further listeners and other ones.
import { GROUP, isGatewayApi } from './gateway-api.mjs'

export const ROUTES = ['HTTPRoute', 'HTTPRoute', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute']
const HOSTNAMES = ['x.example', 'a.x.example', 'b.x.example', '*.x.example', '*.a.x.example', '*.example', 'y.test']
const PORTS = [80, 80, 80, 81, 443, 8081, 9000]
const PROTOCOLS = ['HTTP', 'HTTP', 'HTTP', 'HTTP', 'HTTPS', 'TLS', 'TLS', 'TCP', 'UDP']
const WEIGHTS = [0, 0, 1, 1, 9, 50, 100]
const TIMES = ['2023-01-01T00:00:00Z', '2024-01-01T00:00:00Z', '2025-06-01T00:00:00Z']
const NAMES = ['a', 'm', 'r', 'r-b', 'z']
const PATHS = ['/', '/a', '/a/', '/a/b', '/b', '/a.c']
const PATH_TYPES = ['PathPrefix', 'PathPrefix', 'Exact', 'RegularExpression']

/**
 * @param donors objects of all meshes by kind
 * @returns changes: functions that take the documents of a mesh
 */
export function routeChanges({ pick, below, random, donors }) {
  const some = (most, make) => Array.from({ length: 1 + below(most) }, make)
  const maybe = (chance, fields) => (random() < chance ? fields() : {})
  const of = (documents, kind) => documents.filter(each => each.kind === kind && isGatewayApi(each))
  const routesOf = documents => ROUTES.slice(2).flatMap(kind => of(documents, kind))
  const services = documents => documents.filter(({ kind }) => kind === 'Service')
  const namespaceOf = ({ metadata }) => metadata.namespace ?? 'default'
  const someNamespace = documents => namespaceOf(pick(documents.filter(({ kind }) => kind !== 'Namespace')))

  function parent(documents) {
    const gateways = of(documents, 'Gateway')
    const entries = documents.filter(({ kind }) => kind === 'ServiceEntry')
    if (gateways.length > 0 && (random() < 0.7 || services(documents).length === 0)) {
      const gateway = pick(gateways)
      const { name, port } = pick(gateway.spec.listeners ?? [{}])
      return {
        name: gateway.metadata.name,
        namespace: namespaceOf(gateway),
        ...maybe(0.4, () => ({ sectionName: name })),
        ...maybe(0.2, () => ({ port })),
      }
    }
    const owner = entries.length > 0 && random() < 0.3 ? pick(entries) : pick(services(documents))
    return {
      group: owner.kind === 'Service' ? '' : 'networking.istio.io',
      kind: owner.kind,
      name: owner.metadata.name,
      namespace: namespaceOf(owner),
      ...maybe(0.3, () => ({ port: pick(owner.spec.ports ?? [])?.port ?? 80 })),
    }
  }

  function backend(documents) {
    const service = pick(services(documents))
    const weight = maybe(0.5, () => ({ weight: pick(WEIGHTS) }))
    if (!service || random() < 0.1) return { name: 'nobody', port: 80, ...weight }
    const port = random() < 0.8 ? (pick(service.spec.ports ?? [])?.port ?? 80) : pick(PORTS)
    const { name } = service.metadata
    if (random() < 0.1) {
      const host = `${name}.${namespaceOf(service)}.svc.cluster.local`
      return { group: 'networking.istio.io', kind: 'Hostname', name: host, port, ...weight }
    }
    return { name, namespace: namespaceOf(service), port, ...weight }
  }

  function add(documents, added) {
    const isThere = documents.some(
      each =>
        each.kind === added.kind &&
        each.metadata.name === added.metadata.name &&
        namespaceOf(each) === namespaceOf(added),
    )
    if (!isThere) documents.push(added)
  }

  function addRoute(documents) {
    const donor = pick(donors.get(pick(ROUTES)) ?? [])
    if (!donor) return
    const added = structuredClone(donor)
    added.metadata = {
      name: pick(NAMES),
      namespace: someNamespace(documents),
      ...maybe(0.4, () => ({ creationTimestamp: pick(TIMES) })),
    }
    added.spec.parentRefs = some(2, () => parent(documents))
    for (const rule of added.spec.rules ?? []) if (random() < 0.8) rule.backendRefs = some(2, () => backend(documents))
    add(documents, added)
  }

  function twin(documents) {
    const route = pick(routesOf(documents))
    if (!route) return
    const copy = structuredClone(route)
    copy.metadata.name = pick(NAMES)
    if (random() < 0.3) copy.metadata.namespace = someNamespace(documents)
    if (random() < 0.5) copy.metadata.creationTimestamp = pick(TIMES)
    add(documents, copy)
  }

  function changeParents(documents) {
    const route = pick(routesOf(documents))
    if (route) route.spec.parentRefs = some(3, () => parent(documents))
  }

  function changeHostnames(documents) {
    const route = pick(routesOf(documents).filter(({ kind }) => kind !== 'TCPRoute'))
    if (route) route.spec.hostnames = some(3, () => pick(HOSTNAMES))
  }

  function changeBackends(documents) {
    const rule = pick(pick(routesOf(documents))?.spec.rules ?? [])
    if (rule) rule.backendRefs = some(3, () => backend(documents))
  }

  function changeMatches(documents) {
    const rule = pick(pick(of(documents, 'HTTPRoute'))?.spec.rules ?? [])
    if (!rule) return
    const named = () => ({ name: pick(['x-a', 'x-b', 'X-A']), value: '1' })
    rule.matches = some(3, () => ({
      ...maybe(0.8, () => ({ path: { type: pick(PATH_TYPES), value: pick(PATHS) } })),
      ...maybe(0.3, () => ({ method: pick(['GET', 'POST']) })),
      ...maybe(0.3, () => ({ headers: some(2, named) })),
      ...maybe(0.3, () => ({ queryParams: some(2, () => ({ name: pick(['p', 'q']), value: '1' })) })),
    }))
  }

  /** Filters of another rule. */
  function changeFilters(documents) {
    const rule = pick(pick(of(documents, 'HTTPRoute'))?.spec.rules ?? [])
    const filters = (donors.get('HTTPRoute') ?? []).flatMap(({ spec }) => spec.rules ?? []).map(each => each.filters)
    if (rule) rule.filters = structuredClone(pick(filters.filter(Boolean)))
  }

  function listener(name) {
    const protocol = pick(PROTOCOLS)
    const hasHostname = protocol !== 'TCP' && protocol !== 'UDP'
    const certificateRefs = some(2, () => ({ name: pick(['cert', 'cert', 'gone']) }))
    const tls = { HTTPS: { certificateRefs }, TLS: random() < 0.7 ? { mode: 'Passthrough' } : { certificateRefs } }[
      protocol
    ]
    return {
      name,
      port: pick(PORTS),
      protocol,
      ...(hasHostname && random() < 0.6 && { hostname: pick(HOSTNAMES) }),
      ...(tls && { tls }),
      ...maybe(0.4, () => ({ allowedRoutes: { namespaces: { from: pick(['Same', 'All', 'All']) } } })),
      ...maybe(0.1, () => ({ allowedRoutes: { kinds: some(2, () => ({ kind: pick(ROUTES) })) } })),
    }
  }

  function addListener(documents) {
    const gateway = pick(of(documents, 'Gateway'))
    if (!gateway) return
    const { listeners } = gateway.spec
    listeners.splice(below(listeners.length + 1), 0, listener(`x${listeners.length}`))
    addSecret(documents, namespaceOf(gateway))
  }

  function changeListener(documents) {
    const gateway = pick(of(documents, 'Gateway'))
    if (!gateway) return
    const { listeners } = gateway.spec
    const index = below(listeners.length)
    listeners[index] = listener(listeners[index].name)
    addSecret(documents, namespaceOf(gateway))
  }

  function addSecret(documents, namespace) {
    if (random() < 0.8) add(documents, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'cert', namespace } })
  }

  function addGateway(documents) {
    const metadata = { name: pick(['gw', 'gw-b', 'other']), namespace: someNamespace(documents) }
    const listeners = some(3, () => undefined).map((_, i) => listener(`l${i}`))
    add(documents, {
      apiVersion: `${GROUP}/v1`,
      kind: 'Gateway',
      metadata,
      spec: { gatewayClassName: 'istio', listeners },
    })
    addSecret(documents, metadata.namespace)
  }

  function grant(documents) {
    const [from, to] = [someNamespace(documents), someNamespace(documents)]
    const spec = {
      from: [{ group: GROUP, kind: pick(ROUTES), namespace: from }],
      to: [{ group: '', kind: 'Service', ...maybe(0.3, () => ({ name: pick(services(documents))?.metadata.name })) }],
    }
    const metadata = { name: `g${below(9)}`, namespace: to }
    add(documents, { apiVersion: `${GROUP}/v1`, kind: 'ReferenceGrant', metadata, spec })
  }

  function remove(documents) {
    const index = below(documents.length)
    if (isGatewayApi(documents[index] ?? {})) documents.splice(index, 1)
  }

  return [
    ...[addRoute, addRoute, addRoute, twin, twin, changeParents, changeHostnames, changeHostnames, changeBackends],
    ...[
      changeBackends,
      changeMatches,
      changeFilters,
      addListener,
      addListener,
      changeListener,
      addGateway,
      grant,
      remove,
    ],
  ]
}
