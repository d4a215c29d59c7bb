import { deployment, documents, istio, service } from '../compile/istio/mesh-of.ts'

/** A caller `shop` and a Service `db` with a TCP port 5432, `replicas` pods behind it. */
export function database(replicas: number, ...more: readonly string[]): string {
  return documents(
    deployment('shop'),
    deployment('db', { replicas }),
    service('db', 'default', { ports: [{ name: 'tcp-db', port: 5432 }] }),
    ...more,
  )
}

/** A DestinationRule for `db` with these settings of its TCP connections. */
export function tcpPool(tcp: object, more: object = {}): string {
  const trafficPolicy = { loadBalancer: { simple: 'ROUND_ROBIN' }, connectionPool: { tcp }, ...more }
  return istio('DestinationRule', 'db', 'default', { host: 'db', trafficPolicy })
}

/** Calls of `shop` at these milliseconds, for `arrivals: { trace: t.csv }`. */
export function callsAt(...atMs: readonly number[]): Readonly<Record<string, string>> {
  return { 't.csv': ['t,method,url', ...atMs.map(ms => `${ms / 1000},GET,http://db:5432/`)].join('\n') }
}
