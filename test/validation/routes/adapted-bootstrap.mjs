// An exported bootstrap made fit for questions about routes alone: a back-end that says which cluster it stands for, no waiting, and
// routes that the access log can name.
/** So much is added to every timeout, here and in meshsim's tables: on a busy machine one of a millisecond would fire. */
const ADDED_MS = 100_000
const SHORT = '0.001s'

/** @returns the bootstrap and the cluster that each address of the back-end stands for */
export function adaptedBootstrap({ static_resources: { listeners, clusters }, ...rest }, backendPort) {
  const clusterAt = new Map(clusters.map(({ name }, index) => [addressOf(index), name]))
  return {
    clusterAt,
    bootstrap: {
      ...rest,
      static_resources: {
        listeners: listeners.map(listener => adapted(listener)),
        clusters: clusters.map((cluster, index) => atBackend(cluster, addressOf(index), backendPort)),
      },
    },
  }
}

/** A route table of meshsim with the same timeouts; undefined stays. */
export function withTime(table) {
  if (table === undefined) return table
  const forward = ({ retry, timeoutNs, ...action }) => ({
    ...action,
    timeoutNs: laterNs(timeoutNs),
    ...(retry && { retry: { ...retry, perTryTimeoutNs: laterNs(retry.perTryTimeoutNs) } }),
  })
  const timed = ({ action, ...route }) => ({ ...route, action: action.kind === 'forward' ? forward(action) : action })
  return { ...table, virtualHosts: table.virtualHosts.map(host => ({ ...host, routes: host.routes.map(timed) })) }
}

/** 0 is none. */
function laterNs(ns) {
  return ns > 0 ? ns + ADDED_MS * 1e6 : ns
}

function addressOf(index) {
  return `127.1.${Math.floor(index / 250)}.${1 + (index % 250)}`
}

/** Its balancer stays, since that decides whether a hash is asked for. */
function atBackend({ name, lb_policy, ring_hash_lb_config, maglev_lb_config }, address, port_value) {
  const endpoint = { address: { socket_address: { address, port_value } } }
  return {
    name,
    type: 'STATIC',
    connect_timeout: '5s',
    lb_policy,
    ...(ring_hash_lb_config && { ring_hash_lb_config }),
    ...(maglev_lb_config && { maglev_lb_config }),
    load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint }] }] },
  }
}

function adapted(value, key = '') {
  if (Array.isArray(value)) {
    // The name of a route in the log: which virtual host, which of its routes.
    if (key === 'virtual_hosts')
      return value.map((host, index) => ({ ...adapted(host), routes: named(host.routes, index) }))
    return value.map(each => adapted(each))
  }
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, adapted(inner, field)]))
  switch (key) {
    case 'timeout':
    case 'per_try_timeout':
      return later(value)
    case 'fixed_delay':
    case 'base_interval':
    case 'max_interval':
      return SHORT
    default:
      return value
  }
}

function named(routes = [], host) {
  return routes.map((route, index) => ({ ...adapted(route), name: `${host}/${index}` }))
}

/** 0 is none. */
function later(duration) {
  const seconds = Number.parseFloat(duration)
  return seconds === 0 ? duration : `${(seconds + ADDED_MS / 1000).toFixed(9)}s`
}
