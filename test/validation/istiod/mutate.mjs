// Random changes of meshes: objects of one go into another, fields of one object into another of its kind, numbers become edges.
import { dump, loadAll } from 'js-yaml'
import seedrandom from 'seedrandom'
import { isGatewayApi } from './gateway-api.mjs'
import { gatewayChanges } from './mutate-gateways.mjs'
import { routeChanges } from './mutate-routes.mjs'

const CHANGED = ['VirtualService', 'VirtualService', 'DestinationRule', 'ServiceEntry', 'Sidecar', 'Gateway']
const ISTIO = new Set([...CHANGED, 'WorkloadEntry'])
const MOST_CHANGES = 6
const TIMES = ['2023-01-01T00:00:00Z', '2024-01-01T00:00:00Z', '2025-06-01T00:00:00Z']
const NUMBERS = [0, 1, 2, 5, 50, 80, 99, 100, 443, 8080, 9000, 65_535]
const DURATIONS = ['0s', '1ms', '250ms', '1s', '2.5s', '10m', '1h30m']
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/

/** @returns a function whose every call gives another changed mesh: the same ones for the same seed */
export function mutator(seed, cases) {
  // Not the number alone: 1 and 11 are the same key to this generator.
  const random = seedrandom(`meshes ${seed}`)
  const below = count => Math.floor(random() * count)
  const pick = list => list[below(list.length)]
  const meshes = cases.map(({ mesh, ...rest }) => ({ ...rest, documents: loadAll(mesh).filter(Boolean) }))
  const donors =
    Map.groupBy?.(
      meshes.flatMap(({ documents }) => documents),
      kindOf,
    ) ?? grouped(meshes)
  const values = new Map()
  for (const [kind, documents] of donors) {
    if (!ISTIO.has(kind) && kind !== 'Service') continue
    for (const { spec = {} } of documents)
      for (const { path, value } of placesIn(spec)) remember(values, `${kind}${path}`, value)
  }

  /** Hosts of the mesh in all the ways in which a rule may name them. */
  function hostOf(documents) {
    const services = documents.filter(({ kind }) => kind === 'Service')
    if (services.length === 0) return 'nowhere.example'
    const { name, namespace = 'default' } = pick(services).metadata
    const entries = documents.filter(({ kind }) => kind === 'ServiceEntry').flatMap(({ spec }) => spec?.hosts ?? [])
    const full = `${name}.${namespace}.svc.cluster.local`
    const wild = [`*.${namespace}.svc.cluster.local`, '*', '*.example.com']
    return pick([name, `${name}.${namespace}`, full, full, ...(entries.length > 0 ? [pick(entries)] : [pick(wild)])])
  }

  function rehost(value, documents) {
    for (const { holder, key } of placesIn(value)) {
      if (key === 'host' && typeof holder[key] === 'string' && random() < 0.8) holder[key] = hostOf(documents)
      if (key === 'hosts' && Array.isArray(holder[key]) && random() < 0.6)
        holder[key] = holder[key].map(host => (String(host).includes('/') ? host : hostOf(documents)))
    }
  }

  function insert(documents) {
    const kind = pick(CHANGED)
    const donor = pick(donors.get(kind) ?? [])
    if (donor === undefined) return
    const added = structuredClone(donor)
    added.metadata.namespace = pick(documents.map(({ metadata }) => metadata.namespace ?? 'default'))
    if (random() < 0.7) added.metadata.name = `${added.metadata.name}-${below(9)}`
    if (random() < 0.3) added.metadata.creationTimestamp = pick(TIMES)
    if (kind !== 'ServiceEntry' && kind !== 'Gateway') rehost(added.spec, documents)
    if (!documents.some(each => isSame(each, added))) documents.push(added)
  }

  function twin(documents) {
    const istio = documents.filter(each => ISTIO.has(kindOf(each)))
    if (istio.length === 0) return
    const copy = structuredClone(pick(istio))
    copy.metadata.name = `${copy.metadata.name}-b`
    if (random() < 0.5) copy.metadata.creationTimestamp = pick(TIMES)
    if (!documents.some(each => isSame(each, copy))) documents.push(copy)
  }

  function remove(documents) {
    const index = below(documents.length)
    if (ISTIO.has(documents[index]?.kind)) documents.splice(index, 1)
  }

  function expose(documents) {
    const service = pick(documents.filter(({ kind }) => kind === 'Service'))
    if (service === undefined) return
    // Not `~`: which endpoints such a Service has hangs on the order in which istiod hears of things.
    service.metadata.annotations = {
      ...service.metadata.annotations,
      'networking.istio.io/exportTo': pick(['.', '*', 'other']),
    }
  }

  function alter(documents) {
    const { kind, spec } =
      pick(documents.filter(each => each.spec && (ISTIO.has(kindOf(each)) || each.kind === 'Service'))) ?? {}
    if (spec === undefined) return
    const place = pick(placesIn(spec))
    if (place === undefined) return
    const { holder, key, path, parent } = place
    const chance = random()
    if (chance < 0.45) holder[key] = structuredClone(pick(values.get(`${kind}${path}`) ?? [holder[key]]))
    else if (chance < 0.65) graft(holder, pick(values.get(`${kind}${parent}`) ?? []))
    else if (chance < 0.75) Array.isArray(holder) ? holder.splice(key, 1) : delete holder[key]
    else holder[key] = edge(holder[key])
    if (random() < 0.5) rehost(spec, documents)
  }

  function graft(holder, donor) {
    if (donor === undefined || donor === null || Array.isArray(holder) !== Array.isArray(donor)) return
    const key = pick(Object.keys(donor))
    if (key === undefined) return
    if (Array.isArray(holder)) holder.splice(below(holder.length + 1), 0, structuredClone(donor[key]))
    else holder[key] = structuredClone(donor[key])
  }

  function edge(value) {
    if (typeof value === 'number') return pick(NUMBERS)
    if (typeof value === 'boolean') return !value
    return typeof value === 'string' && /^\d.*[smh]$/.test(value) ? pick(DURATIONS) : value
  }

  const changes = [insert, insert, insert, alter, alter, alter, alter, alter, twin, remove, expose]
  const atGateways = gatewayChanges({ pick, below, random, hostOf })
  const ofRoutes = routeChanges({ pick, below, random, donors })
  return () => {
    const base = pick(meshes)
    const documents = structuredClone(base.documents)
    const hasGateways = documents.some(({ kind }) => kind === 'Gateway')
    const isOfRoutes = documents.some(isGatewayApi)
    for (let left = 1 + below(MOST_CHANGES); left > 0; left--) {
      const mine = isOfRoutes ? ofRoutes : atGateways
      pick((hasGateways || isOfRoutes) && random() < (isOfRoutes ? 0.8 : 0.5) ? mine : changes)(documents)
    }
    const mesh = documents
      .map(admissible)
      .filter(Boolean)
      .map(each => dump(each))
      .join('---\n')
    return { name: base.name, mesh, meshConfig: base.meshConfig }
  }
}

function grouped(meshes) {
  const groups = new Map()
  for (const document of meshes.flatMap(({ documents }) => documents)) remember(groups, kindOf(document), document)
  return groups
}

/** A Gateway of the Gateway API is another thing than Istio's. */
function kindOf(document) {
  return document.kind === 'Gateway' && isGatewayApi(document) ? 'KubernetesGateway' : document.kind
}

function remember(map, key, value) {
  if (map.has(key)) map.get(key).push(value)
  else map.set(key, [value])
}

/** Every field and item below a value, with the path of its kind: `.http[].route[].weight`. Names of labels and headers are all one. */
function placesIn(value, path = '') {
  if (value === null || typeof value !== 'object') return []
  const isMap = /(labels|headers|matchLabels|set|add)$/.test(path)
  return Object.keys(value).flatMap(key => {
    const at = Array.isArray(value) ? `${path}[]` : `${path}.${isMap ? '*' : key}`
    return [{ holder: value, key, path: at, parent: path, value: value[key] }, ...placesIn(value[key], at)]
  })
}

function isSame(a, b) {
  return a.kind === b.kind && a.metadata.name === b.metadata.name && namespaceOf(a) === namespaceOf(b)
}

function namespaceOf({ metadata }) {
  return metadata.namespace ?? 'default'
}

/** As the API server lets it pass: no Service without ports or with ports that share a name or number, no alias of nothing. */
function admissible(document) {
  if (document.kind !== 'Service') return document
  if (document.spec?.type === 'ExternalName' && !document.spec.externalName) return undefined
  const names = new Set()
  const written = Array.isArray(document.spec?.ports) ? document.spec.ports : []
  const ports = written.filter(port => {
    if (!Number.isInteger(port?.port) || port.port < 1 || port.port > 65_535) return false
    if (names.has(port.name) || names.has(port.port) || (port.name !== undefined && !DNS_LABEL.test(port.name)))
      return false
    if (port.targetPort === 0) return false
    names.add(port.name).add(port.port)
    return true
  })
  const named = ports.length > 1 ? ports.filter(({ name }) => name) : ports
  const needsNone = document.spec?.clusterIP === 'None' || document.spec?.type === 'ExternalName'
  return named.length > 0 || needsNone ? { ...document, spec: { ...document.spec, ports: named } } : undefined
}
