import { deployment, documents, istio, service } from '../compile/istio/mesh-of.ts'

/** Deployments and Services of one name each, `replicas` pods behind each. */
export function servers(replicas: number, ...names: readonly string[]): string {
  return documents(...names.map(name => deployment(name, { replicas })), ...names.map(name => service(name)))
}

/** A VirtualService for one host with one http rule, whose route leads to the host itself unless `rule` says otherwise. */
export function ruleFor(host: string, rule: object): string {
  const route = [{ destination: { host } }]
  return istio('VirtualService', host, 'default', { hosts: [host], http: [{ route, ...rule }] })
}

/** A DestinationRule; round robin unless `trafficPolicy` says otherwise, so that the order of pods is known. */
export function policyFor(host: string, trafficPolicy: object, subsets: readonly string[] = []): string {
  return istio('DestinationRule', host, 'default', {
    host,
    trafficPolicy: { loadBalancer: { simple: 'ROUND_ROBIN' }, ...trafficPolicy },
    subsets: subsets.map(version => ({ name: version, labels: { version } })),
  })
}

/** shop.example at the usual ingress gateway, whose http rules lead to `host`; without rules all requests do. */
export function entryTo(host: string, ...rules: readonly object[]): string {
  const route = [{ destination: { host } }]
  const http = (rules.length > 0 ? rules : [{}]).map(rule => ('directResponse' in rule ? rule : { route, ...rule }))
  return documents(
    istio('Gateway', 'edge', 'default', {
      selector: { istio: 'ingressgateway' },
      servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['shop.example'] }],
    }),
    istio('VirtualService', 'shop', 'default', { hosts: ['shop.example'], gateways: ['edge'], http }),
  )
}

/** Requests at these milliseconds, as a recorded trace for `arrivals: { trace: FILE }`. */
export function traceOf(url: string, ...atMs: readonly number[]): string {
  return ['t,method,url', ...atMs.map(ms => `${ms / 1000},GET,${url}`)].join('\n')
}
