// Random changes of Gateways: further servers and further Gateways of the same pods, other ports, protocols, hosts and TLS, rules
// that are bound to them.

const PORTS = [80, 443, 8080, 8443, 9443, 15443, 31400]
const PROTOCOLS = ['HTTP', 'HTTP', 'HTTPS', 'HTTPS', 'TLS', 'TCP', 'HTTP2', 'GRPC', 'MONGO']
const TLS = [
  undefined,
  { httpsRedirect: true },
  { mode: 'SIMPLE', credentialName: 'cert' },
  { mode: 'SIMPLE', credentialName: 'cert' },
  { mode: 'MUTUAL', credentialName: 'cert' },
  { mode: 'ISTIO_MUTUAL' },
  { mode: 'PASSTHROUGH' },
  { mode: 'PASSTHROUGH' },
  { mode: 'AUTO_PASSTHROUGH' },
]
const HOSTS = ['*', '*.example.com', 'a.example.com', 'b.example.com', '*.a.example.com', 'example.com', '*.local']

/** @returns changes: functions that take the documents of a mesh */
export function gatewayChanges({ pick, below, random, hostOf }) {
  const gatewaysOf = documents =>
    documents.filter(({ kind, apiVersion, spec }) => {
      return kind === 'Gateway' && String(apiVersion).startsWith('networking.istio.io') && Array.isArray(spec?.servers)
    })

  function host(documents) {
    const name = random() < 0.6 ? pick(HOSTS) : hostOf(documents)
    if (random() < 0.7) return name
    return `${pick(['*', '.', 'default', ...documents.map(({ metadata }) => metadata.namespace ?? 'default')])}/${name}`
  }

  function server(documents) {
    const number = pick(PORTS)
    const protocol = pick(PROTOCOLS)
    const tls =
      protocol === 'HTTPS' || protocol === 'TLS'
        ? (pick(TLS) ?? { mode: 'SIMPLE', credentialName: 'c' })
        : pick(TLS.slice(0, 2))
    return {
      port: { number, name: `${protocol.toLowerCase()}-${number}`, protocol },
      hosts: Array.from({ length: 1 + below(2) }, () => host(documents)),
      ...(tls && { tls }),
      ...(random() < 0.1 && { bind: '127.0.0.1' }),
      ...(random() < 0.2 && { name: pick(['one', 'two']) }),
    }
  }

  function addServer(documents) {
    const gateway = pick(gatewaysOf(documents))
    if (gateway) gateway.spec.servers.splice(below(gateway.spec.servers.length + 1), 0, server(documents))
  }

  /** Another Gateway of the same pods, older or younger. */
  function addGateway(documents) {
    const gateway = pick(gatewaysOf(documents))
    if (!gateway) return
    const added = structuredClone(gateway)
    added.metadata.name = `${pick(['a', 'm', 'z'])}-${gateway.metadata.name}`
    if (random() < 0.3) added.metadata.creationTimestamp = pick(['2023-01-01T00:00:00Z', '2025-06-01T00:00:00Z'])
    if (random() < 0.4) added.metadata.namespace = pick(documents).metadata.namespace ?? 'default'
    if (random() < 0.7) added.spec.servers = Array.from({ length: 1 + below(3) }, () => server(documents))
    const isThere = documents.some(each => each.kind === 'Gateway' && each.metadata.name === added.metadata.name)
    if (!isThere) documents.push(added)
  }

  function changeServer(documents) {
    const servers = pick(gatewaysOf(documents))?.spec.servers ?? []
    if (servers.length === 0) return
    const index = below(servers.length)
    const other = server(documents)
    const key = pick(['port', 'hosts', 'tls', 'hosts'])
    servers[index] = { ...servers[index], [key]: other[key] }
    if (other[key] === undefined) delete servers[index][key]
  }

  /** A VirtualService that is there becomes one of a Gateway, with hosts that may or may not be a server's. */
  function bind(documents) {
    const gateway = pick(gatewaysOf(documents))
    const rules = pick(documents.filter(({ kind, spec }) => kind === 'VirtualService' && spec))
    if (!gateway || !rules) return
    const added = structuredClone(rules)
    added.metadata.name = `${rules.metadata.name}-at-gateway`
    const { name, namespace = 'default' } = gateway.metadata
    added.spec.gateways = [random() < 0.5 ? `${namespace}/${name}` : name, ...(random() < 0.3 ? ['mesh'] : [])]
    const names = gateway.spec.servers.flatMap(({ hosts = [] }) => hosts).map(each => each.slice(each.indexOf('/') + 1))
    added.spec.hosts = [random() < 0.7 && names.length > 0 ? pick(names) : pick(HOSTS)]
    const destination = { host: hostOf(documents) }
    if (random() < 0.3)
      added.spec.tcp = [{ match: [{ port: pick(PORTS) }], route: [{ destination }] }, { route: [{ destination }] }]
    if (random() < 0.3) {
      const sniHosts = [pick(HOSTS), ...(random() < 0.3 ? [pick(HOSTS)] : [])]
      added.spec.tls = [{ match: [{ sniHosts, ...(random() < 0.5 && { port: 443 }) }], route: [{ destination }] }]
    }
    if (!documents.some(each => each.kind === 'VirtualService' && each.metadata.name === added.metadata.name))
      documents.push(added)
  }

  return [addServer, addServer, addGateway, changeServer, changeServer, bind, bind]
}
